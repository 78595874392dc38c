package org.quakecore.cssync.remote.rclone;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.Diagnosis;
import org.quakecore.cssync.remote.rclone.answer.LogReader;
import org.quakecore.cssync.remote.rclone.answer.Secrets;
import org.quakecore.cssync.remote.rclone.process.PipedProcess;

/**
 * A call of rclone under way, whose bytes pass through the calling thread.
 *
 * @param argv the whole command
 * @param process the running program
 * @param log what it says on standard error
 * @param remoteName with its colon, for advice
 */
record Call(List<String> argv, PipedProcess process, LogReader log, String remoteName)
    implements AutoCloseable {

  /** Waits for the end of it. */
  Answer<Void> answer() throws SyncException {
    int exitCode = process.awaitEnd();
    return new Answer<>(
        argv, exitCode, process.stalled(), log.messages(), Optional.empty(), "it was not kept");
  }

  /**
   * Waits for the end of a call that broke off, and says why it did.
   *
   * @param sending whether a full disk would be the remote's, not the one here
   * @param noticed how the caller noticed
   */
  SyncException failure(boolean sending, Exception noticed) {
    SyncException failure;
    try {
      failure = reason(answer(), sending);
    } catch (SyncException e) {
      failure = e;
    }
    failure.addSuppressed(noticed);
    return failure;
  }

  /** Why a call failed that has ended. */
  SyncException reason(Answer<?> answer, boolean sending) {
    return answer.exitCode() == 0 && !answer.stalled()
        ? endedEarly()
        : Diagnosis.of(answer, sending, remoteName).exception(answer);
  }

  private SyncException endedEarly() {
    return new SyncException(
        Kind.REMOTE,
        Secrets.masked(String.join(" ", argv))
            + ": ended, content, before all bytes had passed; look whether an argument given after"
            + " -- or a setting RCLONE_* makes it do so");
  }

  @Override
  public void close() {
    process.close();
  }
}
