package org.quakecore.cssync.inventory;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.LockHolder;

/**
 * A file in {@code _lock}, which says that a run is changing a fault. It is called {@code
 * {fault}.{token}}, with a token of the run's: two runs that come at the same time then never
 * overwrite one another's, and each sees both.
 *
 * @param name of the file
 * @param token whose it is; empty where the file was not made by this program
 * @param holder where it could be read
 * @param user that the holder runs as
 */
public record FaultLock(
    String name,
    String fault,
    String token,
    Instant refreshed,
    Optional<LockHolder> holder,
    String user) {
  public static final String FOLDER = "_lock";

  /** Longer than a few failed refreshes take, and than clocks of different hosts go apart. */
  public static final Duration LIFE = Duration.ofMinutes(15);

  private static final Pattern NAME = Pattern.compile("(.+)\\.([0-9a-f]{12})", Pattern.DOTALL);

  /** What a listing tells of it. */
  public static FaultLock of(StoredFile file) {
    Matcher name = NAME.matcher(file.name());
    boolean ours = name.matches();
    return new FaultLock(
        file.name(),
        ours ? name.group(1) : file.name(),
        ours ? name.group(2) : "",
        file.modified(),
        Optional.empty(),
        "");
  }

  public static String nameOf(String fault, String token) {
    return fault + "." + token;
  }

  public static String content(LockHolder self, long beat, Instant now) {
    return self.content(beat) + "user " + userName() + "\nrefreshed " + now + "\n";
  }

  /** With what its content says. */
  public FaultLock reading(String content) {
    String user =
        content
            .lines()
            .filter(line -> line.startsWith("user "))
            .map(line -> line.substring("user ".length()))
            .findFirst()
            .orElse("");
    return new FaultLock(name, fault, token, refreshed, LockHolder.parse(content), user);
  }

  /**
   * Whether its run has died: it is silent for long, or was a process of ours here. A time to come
   * is that of a clock that goes wrong, and nothing can be said.
   */
  public boolean isDead(Instant now) {
    if (Duration.between(refreshed, now).compareTo(LIFE) > 0) {
      return true;
    }
    return holder.isPresent()
        && holder.get().isOnThisHost()
        && user.equals(userName())
        && !holder.get().isAlive();
  }

  /** Why the fault is left alone. */
  public String words(String address) {
    return "another upload is changing this fault: "
        + holder.map(LockHolder::toString).map(Quoted::bare).orElse("nobody knows whose")
        + ", last heard of at "
        + refreshed
        + "; wait for its end, and run the same command again. A run that died is taken over "
        + LIFE.toMinutes()
        + " minutes after that, or once "
        + Quoted.bare(address)
        + " is deleted";
  }

  private static String userName() {
    return System.getProperty("user.name");
  }
}
