package org.quakecore.cssync.cli.screen;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.process.StallWatch;
import org.quakecore.cssync.remote.rclone.process.Subprocess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The window that standard error is shown in. Java cannot ask its size; {@code stty} can, and is
 * asked once, and again whenever the window says that its size has changed.
 */
final class Window {
  private static final int USUAL_COLUMNS = 80;
  private static final int USUAL_ROWS = 24;
  private static final Pattern ROWS_AND_COLUMNS = Pattern.compile("\\s*(\\d{1,5}) (\\d{1,5})\\s*");

  /** Rows and columns. */
  record Size(int rows, int columns) {
    static final Size USUAL = new Size(USUAL_ROWS, USUAL_COLUMNS);

    /** Reads what stty says; screen and script report 0 of a window they know nothing of. */
    static Optional<Size> of(String said) {
      Matcher numbers = ROWS_AND_COLUMNS.matcher(said);
      if (!numbers.matches()) {
        return Optional.empty();
      }
      int rows = Integer.parseInt(numbers.group(1));
      int columns = Integer.parseInt(numbers.group(2));
      return Optional.of(
          new Size(rows > 0 ? rows : USUAL_ROWS, columns > 0 ? columns : USUAL_COLUMNS));
    }
  }

  private volatile boolean changed = true;
  private Size size = Size.USUAL;

  Window() {
    listen();
  }

  /** As it is now. */
  Size size() {
    if (changed) {
      changed = false;
      size = ask();
    }
    return size;
  }

  private Size ask() {
    Optional<Size> now = ask("/proc/" + ProcessHandle.current().pid() + "/fd/2");
    // After su or sudo the terminal is another user's, and cannot be opened by its name.
    return now.or(() -> ask("/dev/tty")).orElse(size);
  }

  private Optional<Size> ask(String device) {
    try {
      return Subprocess.run(
              List.of("stty", "-F", device, "size"),
              false,
              environment -> {},
              in -> new String(in.readNBytes(100), StandardCharsets.UTF_8),
              error -> {},
              new StallWatch(Duration.ofSeconds(2)))
          .output()
          .flatMap(Size::of);
    } catch (SyncException interrupted) {
      changed = true;
      return Optional.empty();
    } catch (IOException unknown) {
      return Optional.empty();
    }
  }

  /**
   * Listens for the signal that a window sends when its size changes. The class for that is not
   * Java's own, but one that every JDK has had; where it is not there, the size is asked only once.
   */
  private void listen() {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      Object listener =
          Proxy.newProxyInstance(
              Window.class.getClassLoader(),
              new Class<?>[] {handler},
              (proxy, method, arguments) ->
                  switch (method.getName()) {
                    case "handle" -> {
                      changed = true;
                      yield null;
                    }
                    case "equals" -> proxy == arguments[0];
                    case "hashCode" -> System.identityHashCode(proxy);
                    default -> "listener";
                  });
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance("WINCH"), listener);
    } catch (ReflectiveOperationException | IllegalArgumentException none) {
      Logger log = LoggerFactory.getLogger(Window.class);
      log.debug("a change of the window's size goes unnoticed: {}", none.toString());
    }
  }
}
