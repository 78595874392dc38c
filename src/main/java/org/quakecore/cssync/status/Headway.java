package org.quakecore.cssync.status;

import java.util.List;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * Tells how far the look at a version is. A listing of all there is and thousands of manifests take
 * minutes, and nobody waits that long for something that says nothing.
 */
public final class Headway {
  private final Progress progress;
  private final String version;

  /**
   * @param version the name of its folder
   */
  public Headway(Progress progress, String version) {
    this.progress = progress;
    this.version = version;
  }

  /** Fetches something. */
  @FunctionalInterface
  public interface Fetching<T> {
    /**
     * Fetches the files.
     *
     * @param told how many bytes have come since it was last told
     */
    T fetch(List<StoredFile> files, LongConsumer told) throws SyncException;
  }

  /**
   * Lists the version's folder, with content hashes where they come with a listing.
   *
   * @return empty where there is no such folder
   */
  public Optional<List<StoredFile>> list(Remote remote) throws SyncException {
    Item item = new Item(Work.LIST, version, version, Long.MAX_VALUE);
    boolean hashes = remote.traits().dropboxHash() && remote.traits().dropboxHashIsFree();
    progress.begun(item, 0);
    Optional<List<StoredFile>> files =
        remote.list(version, hashes, listed -> progress.passed(item, listed));
    progress.done(item);
    return files;
  }

  /** Fetches these files. */
  public <T> T fetch(List<StoredFile> files, Fetching<T> fetching) throws SyncException {
    long bytes = files.stream().mapToLong(StoredFile::size).sum();
    if (files.isEmpty()) {
      return fetching.fetch(files, told -> {});
    }
    Item item = new Item(Work.MANIFEST, version, "manifests of " + version, bytes);
    progress.begun(item, 0);
    T fetched = fetching.fetch(files, told -> progress.passed(item, told));
    progress.done(item);
    return fetched;
  }
}
