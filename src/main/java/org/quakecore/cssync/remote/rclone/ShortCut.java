package org.quakecore.cssync.remote.rclone;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.remote.TransferLog;

/**
 * Moves what is small by the rclone that stays. Not where the user has arguments for it: those are
 * for calls of rclone.
 */
final class ShortCut {
  private final Rclone remote;
  private final Resident resident;

  ShortCut(Rclone remote, Resident resident) {
    this.remote = remote;
    this.resident = resident;
  }

  /**
   * Sends what a source writes.
   *
   * @return what is still to be sent: the source itself, or its bytes; empty when rclone was
   *     content
   */
  Optional<Remote.Source> send(String to, Remote.Source source, Transfer transfer)
      throws SyncException {
    if (!Resident.canName(to) || !isWay(transfer)) {
      return Optional.of(source);
    }
    byte[] whole = SmallFile.of(to, source);
    int slash = to.indexOf('/');
    String folder = remote.address(to.substring(0, slash));
    if (!resident.send(folder, to.substring(slash + 1), whole, transfer.provenByCaller())) {
      return Optional.of(out -> out.write(whole));
    }
    tell(transfer, List.of(to), whole.length);
    return Optional.empty();
  }

  /**
   * Copies files between the remote and a folder here.
   *
   * @return whether rclone was content; else all is still to be copied
   */
  boolean copy(NameList names, String source, String target, Transfer transfer)
      throws SyncException {
    if (!isWay(transfer) || !resident.copy(source, target, names, transfer.provenByCaller())) {
      return false;
    }
    tell(transfer, names.names(), transfer.bytes());
    return true;
  }

  private boolean isWay(Transfer transfer) throws SyncException {
    return transfer.bytes() > 0
        && transfer.bytes() <= Transfer.SINGLE_CALL
        && transfer.arguments().isEmpty()
        && remote.traits().dropbox();
  }

  private static void tell(Transfer transfer, List<String> names, long bytes) {
    transfer.progress().accept(bytes);
    try (TransferLog log = new TransferLog(transfer.log())) {
      log.accept("Transferred: " + bytes + " B: " + String.join(", ", names) + "\n");
    }
  }
}
