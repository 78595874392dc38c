package org.quakecore.cssync.upload.adopt;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.upload.adopt.Tally.End;

/**
 * Decides which sets are adopted. A manifest that is there stays: only one that was adopted without
 * SHA-256 is completed by a reading.
 */
final class Needs {
  private final RemoteSets there;
  private final Manifests manifests;
  private final boolean read;
  private final Tally tally;

  /**
   * @param read whether the tars are read whole
   * @param tally is told of every set that is left as it is, and why
   */
  Needs(RemoteSets there, Manifests manifests, boolean read, Tally tally) {
    this.there = there;
    this.manifests = manifests;
    this.read = read;
    this.tally = tally;
  }

  /** What is to be adopted of a set; where nothing is, says why. */
  Optional<FoundSet> of(Fault fault, DataType type) {
    List<StoredFile> files = there.of(fault, type);
    FoundSet set = new FoundSet(fault, type, files);
    Optional<Manifest> manifest = manifests.of(fault, type);
    if (manifests.problem(fault, type).isPresent()) {
      String problem = manifests.problem(fault, type).get();
      return end(
          End.REFUSED,
          set,
          problem + "; a manifest that is there is never overwritten: move it away");
    }
    if (files.isEmpty()) {
      return manifest.isPresent()
          ? end(End.REFUSED, set, "its manifest is there, and none of its files")
          : Optional.empty();
    }
    if (manifest.isPresent() && (!read || manifest.get().knowsContent())) {
      return end(End.SKIPPED, set, "it has its manifest");
    }
    Optional<String> incomplete = incomplete(set);
    if (incomplete.isPresent()) {
      return end(End.REFUSED, set, incomplete.get());
    }
    FoundSet ordered = new FoundSet(fault, type, there.inOrder(fault, type, files));
    Optional<String> damage =
        manifest
            .map(each -> each.spelledLike(files.stream().map(StoredFile::name).toList()))
            .flatMap(each -> each.disagreement(files));
    return damage.isPresent()
        ? end(End.REFUSED, set, "DAMAGED: " + damage.get())
        : Optional.of(ordered);
  }

  private Optional<FoundSet> end(End end, FoundSet set, String words) {
    tally.end(end, set.title(), words);
    return Optional.empty();
  }

  private Optional<String> incomplete(FoundSet set) {
    if (!set.type().isTar()) {
      List<String> names = set.files().stream().map(StoredFile::name).toList();
      return names.size() == 1
          ? Optional.empty()
          : Optional.of("several files are there: " + String.join(", ", names));
    }
    PartSet parts = there.parts(set.fault(), set.type(), set.files());
    return parts
        .contradiction()
        .or(
            () ->
                parts.missing().isEmpty()
                    ? Optional.empty()
                    : Optional.of("missing there: " + String.join(", ", parts.missing())));
  }
}
