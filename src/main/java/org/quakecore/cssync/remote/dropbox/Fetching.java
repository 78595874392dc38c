package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonObject;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.PlainPath;
import org.quakecore.cssync.remote.Transfer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Brings files into a folder here. Small ones come from where earlier ones were kept, where they
 * are the same; many of one folder together, as one zip.
 */
final class Fetching {
  private static final Logger LOG = LoggerFactory.getLogger(Fetching.class);

  /** Fewer are as quickly fetched one by one. */
  private static final int WORTH_A_ZIP = 20;

  /**
   * What Dropbox puts into one zip, at most: files, and bytes, with room for what comes meanwhile.
   */
  private static final int MOST_ENTRIES = 9_000;

  private static final long MOST_BYTES = 4L << 30;
  private static final int BUFFER = 128 << 10;

  private final Dropbox remote;
  private final Api api;
  private final Downloads downloads;
  private final Blocks blocks;
  private final SmallFiles smallFiles;

  Fetching(Dropbox remote, Api api, Downloads downloads, Blocks blocks, SmallFiles smallFiles) {
    this.remote = remote;
    this.api = api;
    this.downloads = downloads;
    this.blocks = blocks;
    this.smallFiles = smallFiles;
  }

  /** One file that is wanted. */
  private record Wanted(String name, String path, Tree.Entry there) {}

  /** As {@link org.quakecore.cssync.remote.Remote#fetch}. */
  void fetch(String from, Path to, List<String> names, Transfer transfer) throws SyncException {
    List<Wanted> small = new ArrayList<>();
    List<Wanted> large = new ArrayList<>();
    long bytes = 0;
    for (String name : names) {
      PlainPath.require(name);
      String path = from.isEmpty() ? name : from + "/" + name;
      Tree.Entry there = remote.existing(path);
      bytes += there.size();
      (there.size() <= SmallFiles.LARGEST ? small : large).add(new Wanted(name, path, there));
    }
    try (Course course = new Course(transfer, String.join(", ", names), bytes)) {
      fetchSmall(to, small, course);
      for (Wanted each : large) {
        fetchLarge(to, each, course, transfer.resume());
      }
    }
  }

  private void fetchSmall(Path to, List<Wanted> wanted, Course course) throws SyncException {
    List<Wanted> left = new ArrayList<>();
    for (Wanted each : wanted) {
      Optional<byte[]> kept = smallFiles.find(each.there().hash());
      if (kept.isPresent()) {
        write(to, each, kept.get(), course);
      } else {
        left.add(each);
      }
    }
    Map<String, List<Wanted>> byFolder = new HashMap<>();
    left.forEach(
        each ->
            byFolder
                .computeIfAbsent(PlainPath.folder(each.path()), key -> new ArrayList<>())
                .add(each));
    for (Map.Entry<String, List<Wanted>> folder : byFolder.entrySet()) {
      List<Wanted> rest = folder.getValue();
      if (rest.size() >= WORTH_A_ZIP && isZippable(folder.getKey())) {
        rest = fetchZip(to, folder.getKey(), rest, course);
      }
      fetchEach(to, rest, course);
    }
  }

  private boolean isZippable(String folder) {
    Tree.Weight weight = remote.tree().weight(folder);
    return weight.files() <= MOST_ENTRIES && weight.bytes() <= MOST_BYTES;
  }

  /** Gives back those that were not in the zip as they have to be. */
  private List<Wanted> fetchZip(Path to, String folder, List<Wanted> wanted, Course course)
      throws SyncException {
    Map<String, Wanted> byName = new HashMap<>();
    wanted.forEach(each -> byName.put(Tree.key(PlainPath.name(each.path())), each));
    JsonObject arguments = new JsonObject();
    arguments.addProperty("path", remote.tree().path(folder));
    try {
      api.get(
          "files/download_zip",
          arguments,
          Optional.empty(),
          (metadata, in) -> {
            ZipInputStream zip = new ZipInputStream(in);
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
              // The folder itself stands in front of each name.
              String below = entry.getName().substring(entry.getName().indexOf('/') + 1);
              String key = Tree.key(Names.shown(below));
              Wanted each = byName.get(key);
              if (each == null || entry.isDirectory()) {
                continue;
              }
              byte[] bytes = zip.readNBytes((int) each.there().size() + 1);
              if (ContentHash.of(bytes, 0, bytes.length).equals(each.there().hash())) {
                write(to, each, bytes, course);
                smallFiles.keep(each.there().hash(), bytes);
                byName.remove(key);
              }
            }
            return true;
          });
    } catch (Refused refused) {
      LOG.info("{}: no zip ({}); fetched one by one", folder, refused.getMessage());
    }
    return List.copyOf(byName.values());
  }

  private void fetchEach(Path to, List<Wanted> wanted, Course course) throws SyncException {
    List<Errand> errands = new ArrayList<>();
    try {
      for (Wanted each : wanted) {
        Blocks.Block block = blocks.take();
        errands.add(
            new Errand(
                blocks,
                block,
                each.path(),
                () -> {
                  // Given back at once: others fetch at the same time, and wait for it.
                  try (block) {
                    fetchOne(to, each, course);
                  }
                }));
        if (errands.size() > blocks.connections()) {
          errands.remove(0).await();
        }
      }
      for (Errand each : errands) {
        each.await();
      }
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    } finally {
      Errand.stop(errands);
    }
  }

  private void fetchOne(Path to, Wanted each, Course course) throws SyncException {
    byte[] bytes = downloads.whole(incoming(each, 0), each.there().hash());
    write(to, each, bytes, course);
    smallFiles.keep(each.there().hash(), bytes);
  }

  /**
   * @param from the first byte that is wanted
   */
  private Downloads.Incoming incoming(Wanted each, long from) {
    return new Downloads.Incoming(
        remote.tree().path(each.path()),
        remote.address(each.path()),
        each.there().revision(),
        0,
        from,
        each.there().size() - from);
  }

  private void fetchLarge(Path to, Wanted each, Course course, Optional<Path> record)
      throws SyncException {
    Path file = to.resolve(each.name());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      long here = record.isPresent() ? here(file, each, record.get()) : 0;
      course.goOnAfter(here);
      downloads.read(
          incoming(each, here),
          in -> {
            byte[] buffer = new byte[BUFFER];
            try (OutputStream out = new FileOutputStream(file.toFile(), here > 0)) {
              for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                out.write(buffer, 0, read);
                course.accept(read);
              }
            } catch (IOException failure) {
              throw SyncException.of(failure, file, Kind.DATA);
            }
            return true;
          });
      Files.setLastModifiedTime(file, FileTime.from(each.there().modified()));
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.DATA);
    } catch (SyncException failure) {
      remote.tree().forget(each.path());
      throw failure;
    }
  }

  /**
   * The bytes that an earlier run has brought of the same revision, which are kept; whoever wanted
   * the file proves the whole. Else the record is made for the next run to go by.
   */
  private static long here(Path file, Wanted each, Path record) throws IOException {
    String revision = each.there().revision() + "\n";
    if (Files.isRegularFile(file)
        && Files.isRegularFile(record)
        && Files.size(record) == revision.length()
        && Files.readString(record).equals(revision)) {
      long here = Files.size(file);
      return here <= each.there().size() ? here : 0;
    }
    Files.deleteIfExists(file);
    Files.writeString(record, revision);
    return 0;
  }

  private static void write(Path to, Wanted each, byte[] bytes, Course course)
      throws SyncException {
    Path file = to.resolve(each.name());
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      // Not a channel, which fails on a thread that is being stopped.
      try (FileOutputStream out = new FileOutputStream(file.toFile())) {
        out.write(bytes);
      }
      Files.setLastModifiedTime(file, FileTime.from(each.there().modified()));
    } catch (IOException failure) {
      throw SyncException.of(failure, file, Kind.DATA);
    }
    course.accept(bytes.length);
  }
}
