package org.quakecore.cssync.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import org.apache.commons.io.file.PathUtils;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.upload.plan.Options;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.Plan;
import org.quakecore.cssync.upload.plan.PlannedSet;

/** Compares what a plan needs with the space there is, here and on the remote, before it begins. */
final class Room {
  private final Options options;
  private final String remote;
  private final Meanwhile<OptionalLong> quota;
  private final Progress progress;

  /**
   * @param remote the remote's address
   */
  Room(Options options, String remote, Meanwhile<OptionalLong> quota, Progress progress) {
    this.options = options;
    this.remote = remote;
    this.quota = quota;
    this.progress = progress;
  }

  /**
   * Demands room for the plan.
   *
   * @return the most bytes that may lie staged: what was asked for, or less where the disk has less
   * @throws SyncException DISK_FULL or QUOTA_FULL, naming the place, the bytes needed and those
   *     free
   */
  long require(Plan plan) throws SyncException {
    long toSend = plan.bytesToSend();
    if (toSend == 0) {
      return options.maxStaged();
    }
    long limit = requireScratch(plan);
    OptionalLong free = quota.answer();
    if (free.isPresent() && free.getAsLong() < toSend) {
      throw new SyncException(
          Kind.QUOTA_FULL,
          remote
              + ": "
              + toSend
              + " bytes are to be sent, and there is room for "
              + free.getAsLong()
              + "; free some, or send less with -t or --inc_fault");
    }
    return limit;
  }

  private long requireScratch(Plan plan) throws SyncException {
    if (options.staging() == Staging.NONE) {
      // No tar is ever made there, which is what it is asked for.
      return options.maxStaged();
    }
    // With --staging copy the members lie there twice while their tar is made.
    long times = options.staging() == Staging.COPY ? 2 : 1;
    long largest =
        times
            * plan.all().stream()
                .filter(PlannedSet::isSent)
                .flatMap(planned -> planned.set().files().stream())
                .filter(file -> file.part().isPresent())
                .mapToLong(OutgoingFile::size)
                .max()
                .orElse(0);
    Path folder = options.workFolder();
    long free;
    try {
      free = free(folder);
    } catch (IOException unknown) {
      progress.warn(
          folder
              + ": how much room there is cannot be told ("
              + SyncException.reasonOf(unknown)
              + "); making the largest tar takes "
              + ByteCount.human(largest));
      return options.maxStaged();
    }
    if (free < largest) {
      throw new SyncException(
          Kind.DISK_FULL,
          folder
              + ": making the largest tar takes "
              + largest
              + " bytes, and "
              + free
              + " are free; free some, choose another --tmp_dir, or a smaller --part_size");
    }
    return Math.min(options.maxStaged(), free - free / 20);
  }

  /**
   * Free bytes, and those of what earlier runs left in our own folder, which is used or deleted.
   */
  private long free(Path folder) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    long ours = 0;
    for (Path own : new Path[] {options.toUpload(), options.toPack()}) {
      if (Files.isDirectory(own)) {
        ours += PathUtils.sizeOfDirectory(own);
      }
    }
    return free + ours;
  }
}
