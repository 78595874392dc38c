package org.quakecore.cssync.upload;

import java.util.Optional;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SourceState;

/**
 * One file that is to get to the remote.
 *
 * @param sources its sources as they were found when its set was begun
 * @param before what an earlier run recorded of the same file
 */
record FileTask(
    FaultWork fault,
    SetProgress set,
    OutgoingFile file,
    FileRecord sources,
    Optional<FileRecord> before) {

  /** As it is told while it is sent. */
  Item item() {
    return item(Work.SEND);
  }

  /** As it is told while it is packed. */
  Item packing() {
    return item(Work.PACK);
  }

  private Item item(Work work) {
    return new Item(
        work,
        set.planned().set().title(),
        file.name(),
        work == Work.PACK ? file.packingBytes() : file.size());
  }

  /** Where it goes, below the version's folder. */
  String destination() {
    return set.planned().destination();
  }

  /**
   * What an earlier run learnt of the file, if it is all and its sources have not changed since.
   */
  Optional<FileRecord> known() {
    return before.filter(
        record ->
            record.knownHash().isPresent()
                && record.answers(file)
                && SourceState.isUnchanged(record, sources));
  }

  /** Whether a file of its name and size stands where it is to go. */
  boolean mayBeThere() {
    return set.planned().present().stream()
        .anyMatch(there -> there.name().equals(file.name()) && there.size() == file.size());
  }
}
