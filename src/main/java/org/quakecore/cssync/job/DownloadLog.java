package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * tar_ok.log or tar_error.log: one tar a line, sorted by name. Every change is on the disk before
 * the method returns, and a crash leaves the old file or the new one.
 */
final class DownloadLog {
  private final Path file;
  private final SortedMap<String, DownloadProof> proofs = new TreeMap<>(ByteOrder.COMPARATOR);

  private DownloadLog(Path file) {
    this.file = file;
  }

  static DownloadLog read(Path file) throws SyncException {
    DownloadLog log = new DownloadLog(file);
    for (String line : DownloadDisk.lines(file)) {
      String stripped = line.strip();
      if (!stripped.isEmpty()) {
        DownloadProof proof = DownloadProof.parse(stripped);
        log.proofs.put(proof.name(), proof);
      }
    }
    return log;
  }

  synchronized Optional<DownloadProof> find(String name) {
    return Optional.ofNullable(proofs.get(name));
  }

  synchronized List<DownloadProof> all() {
    return List.copyOf(proofs.values());
  }

  synchronized void put(DownloadProof proof) throws SyncException {
    if (!proof.equals(proofs.put(proof.name(), proof))) {
      save();
    }
  }

  synchronized void remove(String name) throws SyncException {
    if (proofs.remove(name) != null) {
      save();
    }
  }

  private void save() throws SyncException {
    DownloadDisk.replace(file, proofs.values().stream().map(DownloadProof::line).toList());
  }
}
