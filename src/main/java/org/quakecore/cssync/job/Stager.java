package org.quakecore.cssync.job;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.Part;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.job.SendingRecord.FileRecord;
import org.quakecore.cssync.job.SendingRecord.MemberRecord;

/**
 * Puts what is to be sent into the staging folder: tars are made there, a sample is a link to where
 * it lies, so that it costs no space.
 */
final class Stager {
  static final String STAGE = "pack";

  private final UploadOptions options;
  private final Progress progress;

  Stager(UploadOptions options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  Path folder(Fault fault) {
    return options.toUpload().resolve(fault.name());
  }

  /** Where rclone tells how far it is with a fault. */
  Path progressLog(Fault fault) {
    return options.toUpload().resolve(fault + "_progress.log");
  }

  /**
   * Makes the fault's staging folder, with nothing in it but tars that may be used again.
   *
   * @param reusable their names
   */
  void prepare(Fault fault, List<String> reusable, FaultBlocks.Block block) throws SyncException {
    Path folder = folder(fault);
    try {
      if (Files.isDirectory(folder)) {
        List<Path> found;
        try (var children = Files.list(folder)) {
          found = children.sorted().toList();
        }
        List<String> kept = new ArrayList<>();
        for (Path child : found) {
          if (reusable.contains(child.getFileName().toString()) && Files.isRegularFile(child)) {
            kept.add(child.getFileName().toString());
          } else {
            delete(child);
          }
        }
        block.say(
            "#### Info: "
                + folder
                + " already exists. "
                + (kept.isEmpty()
                    ? "Delete"
                    : "Keep what is still good of " + String.join(", ", kept)));
      }
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    }
  }

  /**
   * Stages one file and tells what it is now known to be.
   *
   * @param now its sources as they were found
   * @param earlier what an earlier run recorded of the same file
   */
  FileRecord stage(
      SourceSet set,
      OutgoingFile file,
      FileRecord now,
      Optional<FileRecord> earlier,
      FaultBlocks.Block block)
      throws SyncException {
    Path target = folder(set.fault()).resolve(file.name());
    if (file.part().isEmpty()) {
      return link(file, now, target);
    }
    if (earlier.isPresent() && isStillGood(target, now, earlier.get())) {
      block.say("#### Using " + target + " from the run before");
      progress.advance(STAGE, file.packingBytes());
      return earlier.get();
    }
    Part part = file.part().get();
    if (options.staging() == Staging.COPY) {
      part = copied(set, part, block);
    }
    block.say("#### Making " + target);
    if (options.staging() == Staging.COPY) {
      block.say("tar cvf " + target.toAbsolutePath() + " " + String.join(" ", names(part)));
    }
    PackedPart packed = PartWriter.write(part, target, bytes -> progress.advance(STAGE, bytes));
    if (options.staging() == Staging.COPY) {
      delete(packFolder(set));
    }
    progress.finished("packed " + file.name(), packed.bytes());
    return learnt(now, packed);
  }

  /** Takes a staged file away again. */
  void remove(Fault fault, String name) throws SyncException {
    delete(folder(fault).resolve(name));
  }

  /** Takes away what is staged of a fault, and nothing else. */
  void removeAll(Fault fault) throws SyncException {
    delete(folder(fault));
    delete(options.toPack().resolve(fault.name()));
  }

  private FileRecord link(OutgoingFile file, FileRecord now, Path target) throws SyncException {
    Path source = file.members().get(0).source().toAbsolutePath();
    String hash = ContentHash.of(source, bytes -> {});
    try {
      Files.deleteIfExists(target);
      Files.createSymbolicLink(target, source);
    } catch (IOException failure) {
      throw SyncException.of(failure, target, Kind.BAD_INPUT);
    }
    FileRecord after = SourceState.record(file);
    if (!SourceState.isUnchanged(now, after)) {
      throw new SyncException(Kind.DATA, source + " changed while it was read");
    }
    return new FileRecord(now.name(), now.size(), hash, now.members());
  }

  /** Whether a tar staged by an earlier run is whole, and made of the sources as they are. */
  private static boolean isStillGood(Path target, FileRecord now, FileRecord earlier)
      throws SyncException {
    if (earlier.knownHash().isEmpty()
        || !Files.isRegularFile(target)
        || !SourceState.isUnchanged(earlier, now)) {
      return false;
    }
    try {
      PackedPart found = PartReader.read(target, bytes -> {});
      return found.bytes() == earlier.size() && found.contentHash().equals(earlier.contentHash());
    } catch (SyncException broken) {
      if (broken.kind().stopsTheRun()) {
        throw broken;
      }
      return false;
    }
  }

  private Part copied(SourceSet set, Part part, FaultBlocks.Block block) throws SyncException {
    Path folder = packFolder(set);
    delete(folder);
    for (DataType content : set.type().contents()) {
      block.say("#### Copy " + set.fault() + " " + content + " files to " + folder);
    }
    List<Member> members = new ArrayList<>();
    for (Member member : part.members()) {
      Path copy = folder.resolve(member.name());
      try {
        Files.createDirectories(folder);
        Files.copy(member.source(), copy, StandardCopyOption.COPY_ATTRIBUTES);
        if (Files.size(copy) != member.size()) {
          throw new SyncException(
              Kind.DATA, member.source() + " changed while it was copied; run preprocess again");
        }
      } catch (IOException failure) {
        throw SyncException.of(failure, copy, Kind.DATA);
      }
      members.add(new Member(member.name(), copy, member.size()));
    }
    return new Part(part.name(), members, part.tarBytes());
  }

  private Path packFolder(SourceSet set) {
    return options.toPack().resolve(set.fault().name()).resolve(set.type().label());
  }

  private static List<String> names(Part part) {
    return part.members().stream().map(Member::name).toList();
  }

  private static FileRecord learnt(FileRecord now, PackedPart packed) {
    List<MemberRecord> members = new ArrayList<>();
    for (int i = 0; i < now.members().size(); i++) {
      MemberRecord member = now.members().get(i);
      PackedMember known = packed.members().get(i);
      members.add(
          new MemberRecord(
              member.name(),
              member.source(),
              known.size(),
              known.mtime(),
              known.sha256(),
              known.offset()));
    }
    return new FileRecord(now.name(), packed.bytes(), packed.contentHash(), members);
  }

  private static void delete(Path path) throws SyncException {
    try {
      if (Files.isSymbolicLink(path)) {
        // Never what it points to: a sample's link leads to the source.
        Files.delete(path);
      } else if (Files.exists(path)) {
        PathUtils.delete(path);
      }
    } catch (IOException failure) {
      throw SyncException.of(failure, path, Kind.BAD_INPUT);
    }
  }
}
