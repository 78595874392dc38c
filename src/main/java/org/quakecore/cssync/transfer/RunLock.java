package org.quakecore.cssync.transfer;

import java.io.FileInputStream;
import java.io.FileNotFoundException;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryName;

/**
 * Lets one run at a time work in a folder, also when the folder is shared between hosts.
 *
 * <p>The lock is a file that only one process can create. It names its holder and is rewritten
 * every ten seconds. Locks of the operating system are not used: on shared scratch disks they are
 * often switched off.
 */
public final class RunLock implements AutoCloseable {
  private static final int BEAT_SECONDS = 10;
  private static final int SILENCE_SECONDS = 60;
  private static final int LOOK_SECONDS = 5;
  private static final int MOST_TRIES = 20;

  private final Path file;
  private final LockHolder self = LockHolder.self();
  private final ScheduledExecutorService heart =
      Executors.newSingleThreadScheduledExecutor(
          task -> {
            Thread thread = new Thread(task, "lock of " + Thread.currentThread().getName());
            thread.setDaemon(true);
            return thread;
          });
  private long beats;
  private boolean lost;

  private RunLock(Path file) {
    this.file = file;
  }

  /**
   * Takes the lock, or takes it over from a run that has died. A holder that died on this host is
   * seen at once; of another host's, the file must not change for 60 seconds, which this waits for.
   *
   * @param file made here, its folder too
   * @throws SyncException LOCKED naming file, holder and remedy; INTERRUPTED
   */
  public static RunLock take(Path file) throws SyncException {
    return take(file, notice -> {});
  }

  /** As {@link #take(Path)}; the notice is told why it takes long, before it does. */
  public static RunLock take(Path file, Consumer<String> notice) throws SyncException {
    return take(file, notice, seconds -> TimeUnit.SECONDS.sleep(seconds));
  }

  public static RunLock take(Path file, Consumer<String> notice, Retry.Pause pause)
      throws SyncException {
    return take(file, Waiting.none(notice, pause));
  }

  /**
   * Takes the lock of a share, as soon as nobody holds it, and nobody works here who divides the
   * work otherwise: of several shares all may go on side by side, of all of it one run alone.
   *
   * @param file the lock of a run that does all of it
   * @param waiting how long to wait for others
   */
  public static RunLock take(Path file, Shard shard, Waiting waiting) throws SyncException {
    Path own = file.toAbsolutePath().resolveSibling(shard.own(file.getFileName().toString()));
    while (true) {
      SyncException held;
      try {
        RunLock lock = take(own, waiting);
        Optional<SyncException> others = lock.othersThan(file.toAbsolutePath(), shard, waiting);
        if (others.isEmpty()) {
          return lock;
        }
        lock.close();
        held = others.get();
      } catch (SyncException failure) {
        held = failure;
      }
      if (held.kind() != SyncException.Kind.LOCKED || !waiting.again(held.getMessage())) {
        throw held;
      }
    }
  }

  /** Who lives that divides the work otherwise. */
  private Optional<SyncException> othersThan(Path file, Shard shard, Waiting waiting) {
    try {
      for (Path other : FolderListing.of(file.getParent())) {
        if (shard.excludes(file.getFileName().toString(), other.getFileName().toString())) {
          RunLock there = new RunLock(other);
          try {
            for (int i = 0; i < MOST_TRIES && !there.isCleared(waiting); i++) {}
          } finally {
            there.heart.shutdownNow();
          }
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      return Optional.of(SyncException.of(e, file, SyncException.Kind.BAD_INPUT));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(SyncException.interrupted(e));
    } catch (SyncException e) {
      return Optional.of(e);
    }
  }

  private static RunLock take(Path file, Waiting waiting) throws SyncException {
    RunLock lock = new RunLock(file.toAbsolutePath());
    boolean taken = false;
    try {
      if (!Files.isDirectory(lock.file.getParent())) {
        // Not always, because Java 17 refuses a folder that is reached by a symbolic link.
        Files.createDirectories(lock.file.getParent());
      }
      for (int i = 0; i < MOST_TRIES && !taken; i++) {
        taken = lock.create() || (lock.isCleared(waiting) && lock.create());
      }
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(e);
    } finally {
      if (!taken) {
        lock.heart.shutdownNow();
      }
    }
    if (!taken) {
      throw lock.refused("its holder keeps changing");
    }
    lock.startBeating();
    return lock;
  }

  /**
   * Whether the lock is still ours. It can be lost when this host stood still for a minute, and
   * another took the run for dead.
   */
  public synchronized boolean isHeld() {
    beat();
    return !lost;
  }

  /**
   * Demands that {@link #isHeld()}.
   *
   * @throws SyncException LOCKED when another run has taken the lock over
   */
  public void demand() throws SyncException {
    if (!isHeld()) {
      throw refused("this run stood still for more than a minute, and another took over");
    }
  }

  /** Gives the lock up. A lock that another run has taken over is left alone. */
  @Override
  public void close() {
    heart.shutdownNow();
    synchronized (this) {
      try {
        if (!lost && read(file).filter(this::isOurs).isPresent()) {
          Files.deleteIfExists(file);
          Files.deleteIfExists(next());
        }
      } catch (IOException e) {
        // Whoever comes next sees that we are gone.
      }
      lost = true;
    }
  }

  /**
   * Rewrites the file, unless another run holds it now. A failure to write is tried again later.
   */
  public synchronized void beat() {
    if (lost) {
      return;
    }
    try {
      Optional<String> content = read(file);
      if (content.isEmpty()) {
        // Another run may have moved the file aside by mistake and died before it put it back.
        create();
        content = read(file);
      }
      lost = content.isPresent() && !isOurs(content.get());
      if (!lost) {
        Path next = next();
        write(next, self.content(++beats));
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      }
    } catch (IOException e) {
      // The disk may be full or away for a while; others wait a minute before they take over.
    }
  }

  private void startBeating() {
    var unused =
        heart.scheduleWithFixedDelay(this::beat, BEAT_SECONDS, BEAT_SECONDS, TimeUnit.SECONDS);
  }

  private boolean create() throws IOException {
    try {
      Files.createFile(file);
    } catch (FileAlreadyExistsException e) {
      return false;
    }
    try {
      write(file, self.content(++beats));
      return true;
    } catch (IOException e) {
      Files.deleteIfExists(file);
      throw e;
    }
  }

  /**
   * Removes the lock of a dead run; refuses when the run lives. Returns whether it is out of the
   * way.
   */
  private boolean isCleared(Waiting waiting)
      throws IOException, InterruptedException, SyncException {
    Optional<String> seen = read(file);
    if (seen.isEmpty()) {
      return true;
    }
    Optional<LockHolder> holder = LockHolder.parse(seen.get());
    if (holder.isPresent() && holder.get().isOnThisHost() && LockHolder.isOfThisUser(file)) {
      if (holder.get().isAlive()) {
        throw refused("it is held by " + holder.get());
      }
    } else if (!staysSilent(seen.get(), waiting)) {
      return true;
    }
    return moveAside(seen.get());
  }

  /** Returns false when the file is gone. */
  private boolean staysSilent(String seen, Waiting waiting)
      throws IOException, InterruptedException, SyncException {
    String holder =
        LockHolder.parse(seen).map(LockHolder::toString).orElse("a run that left no name");
    waiting.tell(
        file + ": held by " + holder + "; watching for " + SILENCE_SECONDS + " s if it still runs");
    for (int waited = 0; waited < SILENCE_SECONDS; waited += LOOK_SECONDS) {
      waiting.seconds(LOOK_SECONDS);
      Optional<String> now = read(file);
      if (now.isEmpty()) {
        return false;
      }
      if (!now.get().equals(seen)) {
        throw refused(
            "it is held by "
                + LockHolder.parse(now.get()).map(LockHolder::toString).orElse(holder));
      }
    }
    return true;
  }

  /**
   * Two runs may see the same dead lock. Whoever is slower would remove the new lock of the faster
   * one, so what was moved is looked at, and put back if it is not what was seen.
   */
  private boolean moveAside(String seen) throws IOException {
    if (!read(file).equals(Optional.of(seen))) {
      return false;
    }
    Path aside = file.resolveSibling(TemporaryName.of("lock"));
    try {
      Files.move(file, aside, StandardCopyOption.ATOMIC_MOVE);
    } catch (NoSuchFileException e) {
      return false;
    }
    boolean right = read(aside).equals(Optional.of(seen));
    if (!right) {
      putBack(aside);
    }
    Files.deleteIfExists(aside);
    return right;
  }

  private void putBack(Path aside) throws IOException {
    try {
      // Unlike a move, a link never replaces what has come to stand there meanwhile.
      Files.createLink(file, aside);
    } catch (FileAlreadyExistsException e) {
      // Its owner has noticed and written it anew.
    } catch (UnsupportedOperationException | IOException e) {
      if (!Files.exists(file)) {
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  private boolean isOurs(String content) {
    return LockHolder.parse(content).filter(self::equals).isPresent();
  }

  private SyncException refused(String reason) {
    return new SyncException(
        SyncException.Kind.LOCKED,
        file
            + ": another run works here: "
            + reason
            + "; wait for it to end, or, if you are sure that it has, delete this file,"
            + " then run the same command");
  }

  private Path next() {
    return file.resolveSibling(file.getFileName() + ".next");
  }

  // Plain streams: channels would fail on an interrupted thread, which is how a run is stopped.

  private static Optional<String> read(Path file) throws IOException {
    for (int i = 1; ; i++) {
      try (FileInputStream in = new FileInputStream(file.toFile())) {
        return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (FileNotFoundException e) {
        if (!Files.exists(file)) {
          return Optional.empty();
        }
        // Unreadable, or gone for the moment in which another run exchanged it.
        if (i == MOST_TRIES) {
          throw e;
        }
      }
    }
  }

  private static void write(Path file, String content) throws IOException {
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(content.getBytes(StandardCharsets.UTF_8));
    }
  }
}
