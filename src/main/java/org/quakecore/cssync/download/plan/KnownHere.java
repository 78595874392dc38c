package org.quakecore.cssync.download.plan;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is known here of one file to download.
 *
 * @param ok its line in tar_ok.log
 * @param broken its line in tar_error.log
 * @param tarBytes the size of the tar in the fault's folder, where there is one
 * @param candidate a file here that may be it: its size is right, its content not yet proven
 * @param intact whether everything that was extracted from it is still there in full
 */
public record KnownHere(
    Optional<TarLogEntry> ok,
    Optional<TarLogEntry> broken,
    OptionalLong tarBytes,
    Optional<Path> candidate,
    boolean intact) {

  /** Whether the decision depends on a hash that the remote gives only by reading the file. */
  public boolean needHash(ArchivedFile file) {
    boolean provenByTime = ok.filter(proof -> proof.isOf(file)).isPresent();
    boolean brokenOfThisSize =
        broken.filter(proof -> proof.size().equals(OptionalLong.of(file.size()))).isPresent();
    boolean okOfThisSize =
        ok.filter(proof -> proof.size().equals(OptionalLong.of(file.size()))).isPresent();
    return file.hash().isEmpty()
        && (brokenOfThisSize || (!provenByTime && (okOfThisSize || candidate.isPresent())));
  }
}
