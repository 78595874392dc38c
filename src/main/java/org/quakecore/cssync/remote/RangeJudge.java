package org.quakecore.cssync.remote;

import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * Says whether {@code rclone cat} printed what it was asked for. For a file that is not there, or
 * on Dropbox is there in other letters, or is a folder, it prints nothing and exits 0.
 *
 * @param offset of the first byte asked for
 * @param length in bytes, or -1 for all there are
 */
record RangeJudge(Rclone remote, RcloneCall call, String file, long offset, long length)
    implements IncomingStream.Judge {
  private static final int FOLDER_NOT_FOUND = 3;
  private static final int FILE_NOT_FOUND = 4;

  @Override
  public void judge(Answer<?> answer, long came) throws SyncException {
    boolean content = answer.exitCode() == 0 && !answer.stalled();
    if (!content && !notFound(answer)) {
      throw call.reason(answer, false);
    }
    // An empty answer costs a look at what is there.
    Optional<RemoteFile> there = came > 0 ? Optional.empty() : remote.find(file);
    if (came == 0 && there.isEmpty()) {
      throw new SyncException(Kind.DATA, remote.address(file) + ": no such file to be read");
    }
    if (!content) {
      throw call.reason(answer, false);
    }
    boolean all = there.isEmpty() || there.get().size() <= offset;
    if (length >= 0 ? came != length : !all) {
      throw new SyncException(Kind.DATA, asked() + came + " B came");
    }
  }

  private static boolean notFound(Answer<?> answer) {
    return !answer.stalled()
        && (answer.exitCode() == FOLDER_NOT_FOUND || answer.exitCode() == FILE_NOT_FOUND);
  }

  private String asked() {
    String what = length < 0 ? "all" : length + " B";
    return remote.address(file) + ": asked for " + what + " from byte " + offset + " on, but ";
  }
}
