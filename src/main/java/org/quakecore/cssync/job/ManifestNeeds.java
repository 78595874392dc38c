package org.quakecore.cssync.job;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.job.ManifestTally.End;
import org.quakecore.cssync.remote.RemoteFile;

/** Decides which sets on the remote need a manifest, and can be given one. */
final class ManifestNeeds {
  private final RemoteSets there;
  private final Manifests manifests;
  private final ManifestTally tally;
  private final Progress progress;

  /**
   * @param tally is told of every set that is left as it is, and why
   */
  ManifestNeeds(RemoteSets there, Manifests manifests, ManifestTally tally, Progress progress) {
    this.there = there;
    this.manifests = manifests;
    this.tally = tally;
    this.progress = progress;
  }

  /** What is to be made of a set; where nothing is, says why. */
  Optional<MissingManifest> of(SourceSet set) {
    List<RemoteFile> files = there.of(set.fault(), set.type());
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
    List<RemoteFile> ordered = inOrder(set, files);
    Optional<Manifest> manifest =
        manifests
            .of(set.fault(), set.type())
            .map(each -> each.spelledLike(files.stream().map(RemoteFile::name).toList()));
    if (manifest.isPresent()) {
      Optional<String> damage = new ManifestJudgement(manifest.get(), set).damage(ordered);
      if (damage.isEmpty()) {
        return end(End.SKIPPED, set, "it has its manifest");
      }
      progress.warn(set.title() + ": its manifest is of other files: " + damage.get());
    }
    return Optional.of(new MissingManifest(set, ordered));
  }

  private Optional<MissingManifest> end(End end, SourceSet set, String words) {
    tally.end(end, set, words);
    return Optional.empty();
  }

  private Optional<String> incomplete(SourceSet set, List<RemoteFile> files) {
    if (!set.type().isTar()) {
      List<String> names = files.stream().map(RemoteFile::name).toList();
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

  private List<RemoteFile> inOrder(SourceSet set, List<RemoteFile> files) {
    if (!set.type().isTar()) {
      return files;
    }
    return there.parts(set.fault(), set.type(), files).parts().stream()
        .flatMap(part -> files.stream().filter(file -> there.same(file.name(), part.fileName())))
        .toList();
  }
}
