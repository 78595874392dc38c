package org.quakecore.cssync.job;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteFile;
import org.quakecore.cssync.remote.RemoteTraits;

/** What a remote says of a version: its files, their hashes, and its manifests. */
final class DownloadRemote {
  private final Remote remote;
  private final DownloadOptions options;
  private StatusListing files = new StatusListing(List.of(), false);
  private Expectation expectation = Expectation.none();

  DownloadRemote(Remote remote, DownloadOptions options) {
    this.remote = remote;
    this.options = options;
  }

  /**
   * The sets there are.
   *
   * @throws SyncException of kind BAD_INPUT when there is no such version
   */
  DownloadListing listing() throws SyncException {
    RemoteTraits traits = remote.traits();
    Optional<List<RemoteFile>> found =
        remote.list(options.version().name(), traits.dropboxHash() && traits.dropboxHashIsFree());
    if (found.isEmpty()) {
      throw Versions.unknown(remote, options.version());
    }
    files = new StatusListing(found.get(), traits.caseInsensitive());
    expectation =
        Expectation.of(
            files,
            ArchiveRecords.fetch(remote, options.version(), files.sets(), options.temporary()));
    return DownloadListing.of(files.sets(), found.get());
  }

  /** What the version should hold by its own records, after {@link #listing()}. */
  Expectation expectation() {
    return expectation;
  }

  /**
   * The manifests of these sets, after {@link #listing()}.
   *
   * @param remarks gets a line when they cannot be had
   */
  Manifests manifests(Collection<DownloadSet> sets, List<String> remarks) throws SyncException {
    List<RemoteFile> needed =
        files.manifests(
            sets.stream().map(set -> Manifest.fileName(set.fault(), set.type())).toList());
    return DownloadManifests.fetch(remote, options, needed, remarks);
  }

  /** Hashes that cost reading are asked for only where a decision hangs on them. */
  Map<String, String> hashes(List<DownloadSet> wanted, Map<String, DownloadFacts> facts)
      throws SyncException {
    Map<String, String> hashes = new HashMap<>();
    if (!remote.traits().dropboxHash()) {
      return hashes;
    }
    List<String> paths =
        wanted.stream()
            .flatMap(set -> set.files().stream())
            .filter(file -> facts.get(file.path()).needHash(file))
            .map(DownloadFile::path)
            .toList();
    if (!paths.isEmpty()) {
      for (RemoteFile file : remote.look(options.version().name(), paths, true)) {
        file.contentHash().ifPresent(hash -> hashes.put(file.path(), hash));
      }
    }
    return hashes;
  }
}
