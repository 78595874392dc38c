package org.quakecore.cssync.remote.rclone;

import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.Diagnosis;

/**
 * Says whether {@code rclone cat} printed what it was asked for. For a file that is not there, or
 * on Dropbox is there in other letters, or is a folder, it prints nothing and exits 0.
 *
 * @param offset of the first byte asked for
 * @param length in bytes, or -1 for all there are
 */
record RangeJudge(Rclone remote, Call call, String file, long offset, long length)
    implements IncomingStream.Judge {
  @Override
  public void judge(Answer<?> answer, long came) throws SyncException {
    boolean content = answer.exitCode() == 0 && !answer.stalled();
    if (came == 0 && (content || mayBeTheFile(answer))) {
      judgeNothing(answer, content);
    } else if (!content) {
      throw call.reason(answer, false);
    } else if (length >= 0 && came != length) {
      throw other(came);
    }
  }

  /** Whether a failure may be due to what was asked for, and not to the remote. */
  private boolean mayBeTheFile(Answer<?> answer) {
    Diagnosis diagnosis = Diagnosis.of(answer, false, remote.address(""));
    return !answer.stalled() && !diagnosis.isGrave();
  }

  /** An empty answer costs a look at what is there. */
  private void judgeNothing(Answer<?> answer, boolean content) throws SyncException {
    Optional<StoredFile> there = remote.find(file);
    if (there.isEmpty()) {
      throw new SyncException(Kind.DATA, remote.address(file) + ": no such file to be read");
    }
    long size = there.get().size();
    if (size < 0 && !content) {
      throw call.reason(answer, false);
    }
    // Where the range begins at the end of the file, Dropbox refuses it, and others give nothing.
    long available = Math.max(0, size - offset);
    long wanted = length < 0 ? available : length;
    if (wanted == 0) {
      return;
    }
    throw content || available < wanted ? other(0) : call.reason(answer, false);
  }

  private SyncException other(long came) {
    String what = length < 0 ? "all" : length + " B";
    return new SyncException(
        Kind.DATA,
        remote.address(file)
            + ": asked for "
            + what
            + " from byte "
            + offset
            + " on, but "
            + came
            + " B came");
  }
}
