package org.quakecore.cssync.download.plan;

import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.ArchiveRecords;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.VersionListing;
import org.quakecore.cssync.inventory.Versions;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Traits;

/** What a remote says of a version: its files, their hashes, and its manifests. */
public final class RemoteVersion {
  private final Remote remote;
  private final Options options;
  private VersionListing files = VersionListing.none();
  private Expectation expectation = Expectation.none();

  public RemoteVersion(Remote remote, Options options) {
    this.remote = remote;
    this.options = options;
  }

  /**
   * The sets there are.
   *
   * @throws SyncException of kind BAD_INPUT when there is no such version
   */
  public SetListing listing() throws SyncException {
    Traits traits = remote.traits();
    Optional<List<StoredFile>> found =
        remote.list(options.version().name(), traits.dropboxHash() && traits.dropboxHashIsFree());
    if (found.isEmpty()) {
      throw Versions.unknown(remote, options.version());
    }
    ArchiveLayout layout =
        options.layout().of(remote, options.version(), found.get(), options.temporary());
    files = new VersionListing(found.get(), layout, traits.caseInsensitive());
    expectation =
        Expectation.of(
            files,
            ArchiveRecords.fetch(remote, options.version(), files.sets(), options.temporary()));
    return SetListing.of(files.sets(), found.get());
  }

  /** What the version should hold by its own records, after {@link #listing()}. */
  public Expectation expectation() {
    return expectation;
  }

  /**
   * The manifests of these sets, after {@link #listing()}.
   *
   * @param remarks gets a line when they cannot be had
   */
  public Manifests manifests(Collection<ArchivedSet> sets, List<String> remarks)
      throws SyncException {
    List<StoredFile> needed =
        files.manifests(
            sets.stream().map(set -> Manifest.fileName(set.fault(), set.type())).toList());
    return ManifestCheck.fetch(remote, options, needed, remarks);
  }

  /** Hashes that cost reading are asked for only where a decision hangs on them. */
  public Map<String, String> hashes(List<ArchivedSet> wanted, Map<String, KnownHere> facts)
      throws SyncException {
    Map<String, String> hashes = new HashMap<>();
    if (!remote.traits().dropboxHash()) {
      return hashes;
    }
    List<String> paths =
        wanted.stream()
            .flatMap(set -> set.files().stream())
            .filter(file -> facts.get(file.path()).needHash(file))
            .map(ArchivedFile::path)
            .toList();
    if (!paths.isEmpty()) {
      for (StoredFile file : remote.look(options.version().name(), paths, true)) {
        file.contentHash().ifPresent(hash -> hashes.put(file.path(), hash));
      }
    }
    return hashes;
  }
}
