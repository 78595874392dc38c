package org.quakecore.cssync.cli.screen;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Supplier;

/**
 * A terminal with a picture at its bottom. What is written to this stream appears above it.
 *
 * <p>The cursor rests at the beginning of the picture's first line. So all of it can be wiped
 * without knowing how many lines it takes by now: a window that is narrowed may have broken each
 * into several, or cut it off. Only GNU screen, when it breaks lines, leaves the cursor as far from
 * their end as it was.
 *
 * <p>Nothing here ever ends the work: what cannot be drawn is not drawn any more.
 */
public final class Screen extends FilterOutputStream {
  private static final String HOME = "\r";
  private static final String WIPE = "\033[J";
  private static final String WIPE_LINE = "\033[K";

  /** Often enough for the eye. */
  static final long BETWEEN_PICTURES = 250;

  /** Lines that follow one another faster are not each followed by a picture. */
  private static final long BREATH = 100;

  private final InstantSource clock;
  private final Supplier<Window.Size> size;
  private final boolean gnuScreen;
  private Account account;
  private List<String> others = List.of();
  private boolean drawn;
  private boolean closed;
  private boolean lineIsOpen;
  private Window.Size drawnFor = Window.Size.USUAL;
  private List<String> picture = List.of();
  private long last;

  /** The terminal that standard error is. */
  public Screen(OutputStream terminal) {
    this(terminal, new Window()::size, InstantSource.system(), System.getenv("STY") != null);
  }

  /**
   * @param gnuScreen whether GNU screen shows it
   */
  Screen(
      OutputStream terminal, Supplier<Window.Size> size, InstantSource clock, boolean gnuScreen) {
    super(terminal);
    this.gnuScreen = gnuScreen;
    this.size = size;
    this.clock = clock;
  }

  /** What is to be shown from now on, until it is closed. */
  synchronized void show(Account shown) {
    account = shown;
    last = clock.millis();
  }

  /** Shows these lines instead, from now on. */
  synchronized void show(List<String> lines) {
    others = List.copyOf(lines);
    if (lines.isEmpty()) {
      wipe();
    } else {
      draw();
    }
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    wipe();
    out.write(bytes, offset, length);
    if (length > 0) {
      lineIsOpen = bytes[offset + length - 1] != '\n';
    }
  }

  /** Takes the picture away, for something else to be written to the terminal. */
  public synchronized void wipe() {
    if (drawn) {
      String home = home(windowNow());
      drawn = false;
      put(home + WIPE);
    }
  }

  private Window.Size windowNow() {
    try {
      return size.get();
    } catch (RuntimeException | OutOfMemoryError unknown) {
      return drawnFor;
    }
  }

  /** Brings the cursor to the beginning of what is drawn. */
  private String home(Window.Size now) {
    int broken =
        gnuScreen && drawn && now.columns() < drawnFor.columns()
            ? picture.stream()
                .mapToInt(line -> (Math.max(1, Picture.width(line)) - 1) / now.columns())
                .sum()
            : 0;
    return broken > 0 ? HOME + "\033[" + broken + "A" : HOME;
  }

  /** Draws what there is to be seen now. */
  synchronized void draw() {
    boolean idle = others.isEmpty() && (account == null || !account.isAtWork());
    if (closed || lineIsOpen || idle) {
      return;
    }
    last = clock.millis();
    try {
      Window.Size now = size.get();
      Picture layout = new Picture(now.columns(), now.rows());
      List<String> lines = others.isEmpty() ? layout.of(account) : layout.of(others);
      StringBuilder text = new StringBuilder(home(now));
      if (!now.equals(drawnFor)) {
        // Lines that were broken in two are taken for one again, unless they are wiped first.
        text.append(WIPE);
        drawnFor = now;
      }
      picture = lines;
      text.append(String.join(WIPE_LINE + "\n", lines)).append(WIPE).append(HOME);
      if (lines.size() > 1) {
        text.append("\033[").append(lines.size() - 1).append('A');
      }
      drawn = true;
      put(text.toString());
    } catch (RuntimeException | OutOfMemoryError undrawable) {
      closed = true;
    }
  }

  /** Draws unless that has just been done. */
  synchronized void drawSoon() {
    if (clock.millis() - last >= BREATH) {
      draw();
    }
  }

  /** Ends the picture; the terminal itself stays open. */
  @Override
  public synchronized void close() {
    wipe();
    closed = true;
  }

  private void put(String text) {
    try {
      out.write(text.getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException gone) {
      closed = true;
    }
  }
}
