package org.quakecore.cssync.archive;

import static java.nio.file.LinkOption.NOFOLLOW_LINKS;
import static java.nio.file.StandardOpenOption.CREATE_NEW;
import static java.nio.file.StandardOpenOption.WRITE;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Writes members into a folder that was empty but for what an extraction that was interrupted has
 * left there. Whatever else is met there was made by this object, so any file that exists already
 * is refused, and no link is ever followed.
 *
 * <p>That also refuses two names the file system here takes for one, because it ignores case.
 */
final class FolderTarget implements MemberTarget {
  private final Path root;
  private final Set<Path> folders = new HashSet<>();
  private Path file;
  private FileChannel channel;
  private long size;

  /**
   * @param left the files that may be there, by their paths below the folder
   * @throws SyncException DATA when the folder does not exist, or holds anything else
   */
  FolderTarget(Path root, Set<String> left) throws SyncException {
    this.root = root;
    try {
      know(root, left);
    } catch (IOException e) {
      throw SyncException.of(e, root, SyncException.Kind.DATA);
    }
  }

  private void know(Path folder, Set<String> left) throws IOException, SyncException {
    folders.add(folder);
    for (Path each : FolderListing.of(folder)) {
      if (!left.isEmpty() && Files.isDirectory(each, NOFOLLOW_LINKS)) {
        know(each, left);
      } else if (!left.contains(root.relativize(each).toString())) {
        throw new SyncException(
            SyncException.Kind.DATA,
            root + ": a tar is only extracted into an empty folder, or gone on with in its own");
      }
    }
  }

  @Override
  public void folder(String path) throws SyncException {
    makeFolder(below(path));
  }

  @Override
  public void begin(String path, long bytes) throws SyncException {
    file = below(path);
    size = bytes;
    makeFolder(file.getParent());
    try {
      channel = FileChannel.open(file, CREATE_NEW, WRITE, NOFOLLOW_LINKS);
    } catch (IOException e) {
      throw failure(e, file);
    }
  }

  @Override
  public void write(byte[] bytes, int length) throws SyncException {
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes, 0, length);
      while (buffer.hasRemaining()) {
        channel.write(buffer);
      }
    } catch (IOException e) {
      throw failure(e, file);
    }
  }

  @Override
  public void end(long mtime) throws SyncException {
    try {
      channel.close();
    } catch (IOException e) {
      throw failure(e, file);
    }
    try {
      Files.getFileAttributeView(file, BasicFileAttributeView.class, NOFOLLOW_LINKS)
          .setTimes(FileTime.from(mtime, TimeUnit.SECONDS), null, null);
    } catch (IOException e) {
      // Some file systems take no times. It is the bytes that are proven, and those are here.
      return;
    }
  }

  @Override
  public void close() {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // Only a file that failed already is still open here, and that failure is the one to tell.
      channel = null;
    }
  }

  private Path below(String path) throws SyncException {
    try {
      return root.resolve(path);
    } catch (InvalidPathException e) {
      throw new SyncException(
          SyncException.Kind.DATA,
          BrokenTarException.quoted(path)
              + " cannot be written in this locale; set LC_ALL to a UTF-8 one, like C.UTF-8",
          e);
    }
  }

  private void makeFolder(Path folder) throws SyncException {
    if (folders.contains(folder)) {
      return;
    }
    makeFolder(folder.getParent());
    try {
      Files.createDirectory(folder);
    } catch (IOException e) {
      throw failure(e, folder);
    }
    folders.add(folder);
  }

  private SyncException failure(IOException failure, Path path) {
    if (failure instanceof FileAlreadyExistsException) {
      return new SyncException(
          SyncException.Kind.DATA,
          BrokenTarException.quoted(path.toString())
              + " is there already: two names in the tar are one here, where case may not count",
          failure);
    }
    return DiskFull.of(failure, path, size);
  }
}
