package org.quakecore.cssync.download.extract;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.TarLogEntry;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Times;
import org.quakecore.cssync.transfer.Waiting;

/**
 * tar_ok.log or tar_error.log: one tar a line, sorted by name. Every change is on the disk before
 * the method returns, and a crash leaves the old file or the new one.
 */
public final class TarLog {
  /** Others hold it for a moment. */
  private static final Times OTHERS = new Times(Optional.empty(), Duration.ofMinutes(10));

  private final Path file;
  private final SortedMap<String, TarLogEntry> proofs = new TreeMap<>(ByteOrder.COMPARATOR);

  private final boolean shared;

  private TarLog(Path file, boolean shared) {
    this.file = file;
    this.shared = shared;
  }

  public static TarLog read(Path file) throws SyncException {
    return read(file, false);
  }

  /**
   * @param shared whether other runs write it, too
   */
  static TarLog read(Path file, boolean shared) throws SyncException {
    TarLog log = new TarLog(file, shared);
    log.read();
    return log;
  }

  private void read() throws SyncException {
    proofs.clear();
    for (String line : Disk.lines(file)) {
      String stripped = line.strip();
      if (!stripped.isEmpty()) {
        TarLogEntry proof = TarLogEntry.parse(stripped);
        proofs.put(proof.name(), proof);
      }
    }
  }

  public synchronized Optional<TarLogEntry> find(String name) {
    return Optional.ofNullable(proofs.get(name));
  }

  public synchronized List<TarLogEntry> all() {
    return List.copyOf(proofs.values());
  }

  public synchronized void put(TarLogEntry proof) throws SyncException {
    if (!proof.equals(proofs.get(proof.name()))) {
      change(() -> proofs.put(proof.name(), proof));
    }
  }

  public synchronized void remove(String name) throws SyncException {
    if (proofs.containsKey(name)) {
      change(() -> proofs.remove(name));
    }
  }

  /** What others have written meanwhile is kept. */
  private void change(Runnable change) throws SyncException {
    if (!shared) {
      change.run();
      save();
      return;
    }
    Waiting waiting = new Waiting(OTHERS, line -> {}, Retry.Pause.SLEEP);
    Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
    try (RunLock turn = RunLock.take(lock, Shard.ALL, waiting)) {
      turn.demand();
      read();
      change.run();
      save();
    }
  }

  private void save() throws SyncException {
    Disk.replace(file, proofs.values().stream().map(TarLogEntry::line).toList());
  }
}
