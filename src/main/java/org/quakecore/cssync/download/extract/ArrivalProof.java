package org.quakecore.cssync.download.extract;

import java.nio.file.Path;
import java.util.Optional;
import java.util.OptionalLong;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.TarLogEntry;

/**
 * Proves that what arrived is what was asked for. A tar that is broken, or another, stays in the
 * fault's folder, where people look for it, and tar_error.log names it.
 */
public final class ArrivalProof {
  /** In words, what a file has to be: a remote that gives no hashes may have a manifest. */
  public static final String EXPECTED = "what the remote's hash or its manifest says";

  public static final String IF_NOT_HELPING =
      "If it stays so, the remote's is broken: upload it again with -f";

  private final Folder folder;
  private final boolean noDownload;

  public ArrivalProof(Folder folder, boolean noDownload) {
    this.folder = folder;
    this.noDownload = noDownload;
  }

  /** Marks bytes that are here but are not those that were asked for. */
  public static final class NotTheSame extends Exception {
    private static final long serialVersionUID = 1;

    public NotTheSame(SyncException cause) {
      super(cause);
    }
  }

  /** Demands that the bytes read from the source are the file's. */
  public void demandTheSame(ArchivedFile file, Path source, String hash) throws SyncException {
    long size = Disk.size(source.getParent(), file.name());
    if (size != file.size() || file.hash().filter(wanted -> !wanted.equals(hash)).isPresent()) {
      throw notTheSame(file, source, hash, null);
    }
  }

  /** What to throw when extracting a tar failed. */
  public SyncException unreadable(ArchivedFile file, Path source, SyncException cause)
      throws SyncException {
    if (canBeRead(source)) {
      // Whatever failed, it was not the tar: the folder may not be writable, for example.
      return cause;
    }
    String hash = ContentHash.of(source, bytes -> {});
    return file.hash().isPresent() && !file.hash().get().equals(hash)
        ? notTheSame(file, source, hash, cause)
        : broken(file, source, hash, cause.getMessage(), cause);
  }

  /** What to throw for a tar that is broken in itself. */
  public SyncException broken(
      ArchivedFile file, Path source, String hash, String reason, SyncException cause)
      throws SyncException {
    remember(file, Disk.size(source.getParent(), file.name()), hash, reason);
    Disk.move(source, folder.tar(file));
    return new SyncException(SyncException.Kind.DATA, reason, cause);
  }

  /**
   * Names a tar in the log of broken ones, with the size in bytes and the hash of what was read.
   */
  public void remember(ArchivedFile file, long size, String hash, String reason)
      throws SyncException {
    folder.ok().remove(file.name());
    folder
        .broken()
        .put(
            new TarLogEntry(
                file.name(),
                OptionalLong.of(size),
                Optional.of(hash),
                Optional.empty(),
                Optional.of(reason)));
  }

  private SyncException notTheSame(ArchivedFile file, Path source, String hash, SyncException cause)
      throws SyncException {
    String reason =
        noDownload
            ? "is not the tar that was proven here earlier; run the same command without"
                + " --no_download"
            : "is not " + EXPECTED + "; run the same command again. " + IF_NOT_HELPING;
    SyncException rejected = broken(file, source, hash, file.path() + ": " + reason, cause);
    return new SyncException(
        SyncException.Kind.DATA, rejected.getMessage(), new NotTheSame(rejected));
  }

  private static boolean canBeRead(Path source) throws SyncException {
    try {
      PartReader.read(source, bytes -> {});
      return true;
    } catch (SyncException e) {
      if (e.kind().stopsTheRun()) {
        throw e;
      }
      return false;
    }
  }
}
