package org.quakecore.cssync.upload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.commons.io.file.PathUtils;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.Part;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.archive.SampleWriter;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.upload.plan.Options;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.Plan;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SourceSet;
import org.quakecore.cssync.upload.plan.SourceState;

/** Makes tars in the staging folder, and keeps no more in it than can be used again. */
final class Stager {
  private static final String RESUME = ".resume";

  private final Options options;
  private final Progress progress;
  private final AtomicBoolean timesRefused = new AtomicBoolean();

  /** Where it is told how a tar is made: in the fault's block, and while it goes on. */
  record Told(FaultBlocks.Block block, Item item) {}

  Stager(Options options, Progress progress) {
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

  /** Where it is noted what a remote has of a file that is streamed. */
  Path resumeRecord(Fault fault, String name) {
    return folder(fault).resolve(name + RESUME);
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
        List<String> kept = new ArrayList<>();
        List<String> resumable = new ArrayList<>();
        for (Path child : FolderListing.of(folder)) {
          String name = child.getFileName().toString();
          if (name.endsWith(RESUME) && Files.isRegularFile(child)) {
            // Whoever sends that file knows whether it is of use.
            resumable.add(name.substring(0, name.length() - RESUME.length()));
          } else if (reusable.contains(name) && Files.isRegularFile(child)) {
            kept.add(name);
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
        if (!resumable.isEmpty()) {
          block.say("#### Going on with " + String.join(", ", resumable));
        }
      }
      Files.createDirectories(folder);
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    }
  }

  /**
   * Stages one tar and tells what it is now known to be.
   *
   * @param now its sources as they were found
   * @param earlier what an earlier run recorded of the same file
   */
  FileRecord stage(
      SourceSet set, OutgoingFile file, FileRecord now, Optional<FileRecord> earlier, Told told)
      throws SyncException {
    FaultBlocks.Block block = told.block();
    progress.begun(told.item(), 0);
    Path target = folder(set.fault()).resolve(file.name());
    if (earlier.isPresent()
        && earlier.get().answers(file)
        && isStillGood(target, now, earlier.get())) {
      block.say("#### Using " + target + " from the run before");
      progress.done(told.item());
      return earlier.get();
    }
    Part part = file.part().orElseThrow();
    if (options.staging() == Staging.COPY) {
      part = copied(set, part, block);
    }
    block.say("#### Making " + target);
    if (options.staging() == Staging.COPY) {
      block.say("tar cvf " + target.toAbsolutePath() + " " + String.join(" ", names(part)));
    }
    PackedPart packed =
        PartWriter.write(part, target, bytes -> progress.passed(told.item(), bytes));
    if (options.staging() == Staging.COPY) {
      delete(packFolder(set));
    }
    progress.done(told.item());
    return Shipping.learnt(now, packed);
  }

  /**
   * Takes away what killed runs have left of faults that this run has nothing to do for: what is
   * staged there would lie for ever.
   */
  void clearAllBut(Plan plan) throws SyncException {
    Set<String> open = new HashSet<>();
    plan.all().stream()
        .filter(PlannedSet::isWorkedOn)
        .forEach(set -> open.add(set.set().fault().name()));
    for (Path left : folders(options.toUpload())) {
      if (!open.contains(left.getFileName().toString()) && isOfThisRun(left, plan)) {
        progress.say("#### Info: " + left + " is of an earlier run. Delete");
        delete(left);
      }
    }
    for (Path left : folders(options.toPack())) {
      if (isOfThisRun(left, plan)) {
        delete(left);
      }
    }
  }

  /** What is staged of others' faults is perhaps in use. */
  private boolean isOfThisRun(Path folder, Plan plan) {
    return options.shard().isAll()
        || plan.byFault().keySet().stream()
            .anyMatch(fault -> fault.name().equals(folder.getFileName().toString()));
  }

  private static List<Path> folders(Path folder) throws SyncException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try {
      return FolderListing.of(folder).stream().filter(Files::isDirectory).toList();
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    }
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
        PackedPart copied;
        try (OutputStream out = Files.newOutputStream(copy)) {
          copied = SampleWriter.stream(member, out, bytes -> {});
        }
        long mtime = copied.members().get(0).mtime();
        if (!keepsTime(copy, mtime)) {
          // The tar has the time of its source, and not that of a copy.
          if (!timesRefused.getAndSet(true)) {
            progress.warn(
                options.toPack()
                    + ": the times of files cannot be set here; tars are made of the sources,"
                    + " without copies");
          }
          delete(folder);
          return part;
        }
      } catch (IOException failure) {
        throw SyncException.of(failure, copy, Kind.DATA);
      }
      members.add(new Member(member.name(), copy, member.size(), member.demands()));
    }
    return new Part(part.name(), members, part.tarBytes());
  }

  private static boolean keepsTime(Path file, long mtime) {
    try {
      Files.setLastModifiedTime(file, FileTime.from(mtime, TimeUnit.SECONDS));
      return Files.getLastModifiedTime(file).to(TimeUnit.SECONDS) == mtime;
    } catch (IOException refused) {
      return false;
    }
  }

  private Path packFolder(SourceSet set) {
    return options.toPack().resolve(set.fault().name()).resolve(set.type().label());
  }

  private static List<String> names(Part part) {
    return part.members().stream().map(Member::name).toList();
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
