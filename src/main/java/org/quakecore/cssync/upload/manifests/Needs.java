package org.quakecore.cssync.upload.manifests;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.upload.manifests.Tally.End;
import org.quakecore.cssync.upload.plan.SourceSet;

/** Decides which sets on the remote need a manifest, and can be given one. */
final class Needs {
  private final RemoteSets there;
  private final Manifests manifests;
  private final Tally tally;
  private final Progress progress;

  /**
   * @param tally is told of every set that is left as it is, and why
   */
  Needs(RemoteSets there, Manifests manifests, Tally tally, Progress progress) {
    this.there = there;
    this.manifests = manifests;
    this.tally = tally;
    this.progress = progress;
  }

  /** What is to be made of a set; where nothing is, says why. */
  Optional<MissingManifest> of(SourceSet set) {
    List<StoredFile> files = there.of(set.fault(), set.type());
    if (files.isEmpty()) {
      boolean expected = !set.files().isEmpty() || set.obstacle().isPresent();
      return expected ? end(End.ABSENT, set, "not on the remote") : Optional.empty();
    }
    if (set.obstacle().isPresent()) {
      return end(End.REFUSED, set, set.obstacle().get());
    }
    if (set.files().isEmpty()) {
      return end(End.REFUSED, set, "there are no sources to prove it against");
    }
    Optional<String> incomplete = incomplete(set, files);
    if (incomplete.isPresent()) {
      return end(End.REFUSED, set, incomplete.get());
    }
    List<StoredFile> ordered = there.inOrder(set.fault(), set.type(), files);
    Optional<Manifest> manifest =
        manifests
            .of(set.fault(), set.type())
            .map(each -> each.spelledLike(files.stream().map(StoredFile::name).toList()));
    if (manifest.isPresent()) {
      Optional<String> damage = manifest.get().disagreement(ordered);
      boolean ofTheSources = manifest.get().adopted() == null;
      if (damage.isEmpty() && ofTheSources) {
        return end(End.SKIPPED, set, "it has its manifest");
      }
      damage.ifPresent(
          other -> progress.warn(set.title() + ": its manifest is of other files: " + other));
    }
    return Optional.of(new MissingManifest(set, ordered));
  }

  private Optional<MissingManifest> end(End end, SourceSet set, String words) {
    tally.end(end, set, words);
    return Optional.empty();
  }

  private Optional<String> incomplete(SourceSet set, List<StoredFile> files) {
    if (!set.type().isTar()) {
      List<String> names = files.stream().map(StoredFile::name).toList();
      return files.size() == 1
          ? Optional.empty()
          : Optional.of("several samples are there: " + String.join(", ", names));
    }
    PartSet parts = there.parts(set.fault(), set.type(), files);
    return parts.isComplete()
        ? Optional.empty()
        : parts
            .contradiction()
            .or(() -> Optional.of("missing there: " + String.join(", ", parts.missing())));
  }
}
