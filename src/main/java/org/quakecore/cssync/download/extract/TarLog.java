package org.quakecore.cssync.download.extract;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.TarLogEntry;

/**
 * tar_ok.log or tar_error.log: one tar a line, sorted by name. Every change is on the disk before
 * the method returns, and a crash leaves the old file or the new one.
 */
public final class TarLog {
  private final Path file;
  private final SortedMap<String, TarLogEntry> proofs = new TreeMap<>(ByteOrder.COMPARATOR);

  private TarLog(Path file) {
    this.file = file;
  }

  public static TarLog read(Path file) throws SyncException {
    TarLog log = new TarLog(file);
    for (String line : Disk.lines(file)) {
      String stripped = line.strip();
      if (!stripped.isEmpty()) {
        TarLogEntry proof = TarLogEntry.parse(stripped);
        log.proofs.put(proof.name(), proof);
      }
    }
    return log;
  }

  public synchronized Optional<TarLogEntry> find(String name) {
    return Optional.ofNullable(proofs.get(name));
  }

  public synchronized List<TarLogEntry> all() {
    return List.copyOf(proofs.values());
  }

  public synchronized void put(TarLogEntry proof) throws SyncException {
    if (!proof.equals(proofs.put(proof.name(), proof))) {
      save();
    }
  }

  public synchronized void remove(String name) throws SyncException {
    if (proofs.remove(name) != null) {
      save();
    }
  }

  private void save() throws SyncException {
    Disk.replace(file, proofs.values().stream().map(TarLogEntry::line).toList());
  }
}
