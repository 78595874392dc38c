package org.quakecore.cssync.upload.manifests;

import java.util.List;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.upload.plan.SourceSet;

/**
 * A manifest that is to be made.
 *
 * @param set the sources
 * @param files what stands of the set on the remote, in order
 */
record MissingManifest(SourceSet set, List<StoredFile> files) {
  MissingManifest {
    files = List.copyOf(files);
  }

  /** The bytes that have to be read from the sources for it. */
  long bytes() {
    return set.files().stream()
        .flatMap(file -> file.members().stream())
        .mapToLong(Member::size)
        .sum();
  }
}
