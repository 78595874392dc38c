package org.quakecore.cssync.remote.rclone;

import java.io.IOException;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.rclone.answer.Secrets;
import org.quakecore.cssync.remote.rclone.answer.Waits;
import org.quakecore.cssync.remote.rclone.process.GuardedProcess;
import org.quakecore.cssync.remote.rclone.process.Subprocess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs {@code rclone rcd}, from when it is first needed until this JVM ends.
 *
 * <p>It listens on a port of 127.0.0.1 that the system chooses, and obeys who knows a password made
 * for this run, which is handed over in its environment. Once it has failed to answer it is not
 * asked again.
 */
final class Server implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Server.class);
  private static final Pattern ADDRESS =
      Pattern.compile("Serving remote control on (http://127\\.0\\.0\\.1:\\d+/)");
  private static final Duration START_LIMIT = Duration.ofSeconds(10);

  private final String binary;
  private final int silenceMillis;
  private final Waits waits = new Waits(LOG::warn);
  private boolean over;
  private Meanwhile<Optional<RemoteControl>> control;
  private GuardedProcess process;

  /**
   * Nothing is started before it is asked something.
   *
   * @param stallLimit how long it may say nothing while it is asked
   */
  Server(String binary, Duration stallLimit) {
    this.binary = binary;
    this.silenceMillis = (int) Math.min(Integer.MAX_VALUE, stallLimit.toMillis());
  }

  /** One that never answers. */
  static Server none() {
    Server none = new Server("rclone", Duration.ZERO);
    none.close();
    return none;
  }

  /**
   * Posts something whole, as {@link RemoteControl#post} does.
   *
   * @param what it is, for the log
   * @return empty where nothing came back
   * @throws SyncException of kind INTERRUPTED alone
   */
  Optional<RemoteControl.Reply> post(String what, String path, String contentType, byte[]... parts)
      throws SyncException {
    Optional<RemoteControl> served = control();
    if (served.isEmpty()) {
      return Optional.empty();
    }
    if (LOG.isDebugEnabled()) {
      LOG.debug("rclone rcd: {}", Secrets.masked(what));
    }
    // An interrupt does not reach who waits for a socket.
    return Meanwhile.ask(() -> exchange(served.get(), path, contentType, parts)).answer();
  }

  private Optional<RemoteControl.Reply> exchange(
      RemoteControl served, String path, String contentType, byte[]... parts) {
    try {
      return Optional.of(served.post(path, contentType, parts));
    } catch (IOException e) {
      LOG.info("rclone rcd is not asked any more: {}", e.toString());
      close();
      return Optional.empty();
    }
  }

  /** Ends it. Who still waits for it is left without an answer, and so is who asks later. */
  @Override
  public void close() {
    GuardedProcess ending;
    synchronized (this) {
      over = true;
      ending = process;
      process = null;
    }
    if (ending != null) {
      ending.close();
    }
  }

  private Optional<RemoteControl> control() throws SyncException {
    Meanwhile<Optional<RemoteControl>> asked;
    synchronized (this) {
      if (over) {
        return Optional.empty();
      }
      if (control == null) {
        control = Meanwhile.ask(this::start);
      }
      asked = control;
    }
    return asked.answerForAll();
  }

  private Optional<RemoteControl> start() {
    String user = "cs-dropbox-sync";
    String password = secret();
    CompletableFuture<String> address = new CompletableFuture<>();
    try {
      synchronized (this) {
        if (over) {
          return Optional.empty();
        }
        process =
            Subprocess.guard(
                Arguments.resident(binary),
                inherited -> adjust(inherited, user, password),
                line -> listen(line, address),
                () -> address.completeExceptionally(new IOException("rclone rcd has ended")));
      }
      return Optional.of(
          new RemoteControl(
              address.get(START_LIMIT.toMillis(), TimeUnit.MILLISECONDS),
              user,
              password,
              silenceMillis));
    } catch (IOException | ExecutionException | TimeoutException e) {
      LOG.info("rclone rcd does not serve: {}", Secrets.masked(e.toString()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    close();
    return Optional.empty();
  }

  static void adjust(Map<String, String> inherited, String user, String password) {
    Program.adjust(inherited, Arguments.tuningOfResident());
    inherited.put("RCLONE_RC_USER", user);
    inherited.put("RCLONE_RC_PASS", password);
  }

  /** What all rclones wait for. */
  Waits waits() {
    return waits;
  }

  private void listen(String line, CompletableFuture<String> address) {
    Matcher found = ADDRESS.matcher(line);
    if (found.find()) {
      address.complete(found.group(1));
    }
    waits.hear(line);
    if (LOG.isDebugEnabled()) {
      LOG.debug("rclone rcd: {}", Secrets.masked(line));
    }
  }

  /** Something nobody guesses. */
  static String secret() {
    byte[] bytes = new byte[16];
    new SecureRandom().nextBytes(bytes);
    return HexFormat.of().formatHex(bytes);
  }
}
