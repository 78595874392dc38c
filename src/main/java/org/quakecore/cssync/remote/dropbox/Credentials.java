package org.quakecore.cssync.remote.dropbox;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The token that rclone keeps. It alone knows how to renew it and where to save it; so before a
 * token ends, or when Dropbox says that it has, rclone is called once for something small, and what
 * it has then is read again. Of several programs of one user one does so at a time. Safe to use
 * from several threads.
 */
final class Credentials {
  private static final Logger LOG = LoggerFactory.getLogger(Credentials.class);
  private static final int TRIES = 3;
  private static final Duration LONGEST_MARGIN = Duration.ofMinutes(2);

  /** Where tokens come from. */
  interface Keeper {
    /** Reads the token that is kept now. */
    Token read() throws SyncException;

    /** Has it renewed, where it has ended. */
    void renew() throws SyncException;
  }

  private final Keeper keeper;
  private final Path lockFile;
  private final String remote;
  private Token token;
  private Instant renewAt = Instant.MAX;

  /**
   * @param lockFile is locked while a token is renewed
   * @param remote its name with a colon, for advice
   */
  Credentials(Keeper keeper, Path lockFile, String remote) {
    this.keeper = keeper;
    this.lockFile = lockFile;
    this.remote = remote;
  }

  /** A token that is good for a while. */
  synchronized Token current() throws SyncException {
    if (token == null) {
      take(read());
    }
    if (!Instant.now().isBefore(renewAt)) {
      renew();
    }
    return token;
  }

  /**
   * Dropbox has refused a token.
   *
   * @throws SyncException TOKEN where there is no other to be had
   */
  synchronized void refused(Token bad) throws SyncException {
    if (!token.access().equals(bad.access())) {
      return;
    }
    renew();
    if (token.access().equals(bad.access())) {
      throw new SyncException(
          Kind.TOKEN,
          "Dropbox refuses the token of "
              + remote
              + ", and rclone has no other; run: rclone config reconnect "
              + remote);
    }
  }

  private void renew() throws SyncException {
    Token before = token;
    try (FileChannel channel = open()) {
      lock(channel);
      Token now = read();
      for (int tried = 1; tried <= TRIES && now.access().equals(before.access()); tried++) {
        keeper.renew();
        now = read();
      }
      take(now);
    } catch (IOException e) {
      throw SyncException.of(e, lockFile, Kind.BAD_INPUT);
    }
  }

  /** While another rclone saves the configuration, there is none for a moment. */
  private Token read() throws SyncException {
    for (int tried = 1; ; tried++) {
      try {
        return keeper.read();
      } catch (SyncException failure) {
        if (failure.kind() != Kind.TOKEN || tried == TRIES) {
          throw failure;
        }
      }
      try {
        TimeUnit.MILLISECONDS.sleep(500);
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        throw SyncException.interrupted(asked);
      }
    }
  }

  /** Until the channel is closed; some file systems know no locks. */
  private static void lock(FileChannel channel) {
    try {
      if (channel != null) {
        channel.lock();
      }
    } catch (IOException noLocks) {
      LOG.info("without a lock while the token is renewed: {}", noLocks.toString());
    }
  }

  private FileChannel open() {
    try {
      Files.createDirectories(lockFile.toAbsolutePath().getParent());
      return FileChannel.open(lockFile, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    } catch (IOException noPlaceForIt) {
      // Then two programs may renew at the same time, which costs one of them another try.
      return null;
    }
  }

  private void take(Token now) {
    token = now;
    Instant here = Instant.now();
    Duration left = Duration.between(here, now.expiry());
    Duration margin = left.dividedBy(4);
    margin = margin.compareTo(LONGEST_MARGIN) > 0 ? LONGEST_MARGIN : margin;
    renewAt = left.isNegative() ? here : now.expiry().minus(margin);
  }
}
