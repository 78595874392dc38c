package org.quakecore.cssync.remote.rclone;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.CheckMarks;
import org.quakecore.cssync.remote.rclone.answer.Diagnosis;

/**
 * Compares files here with those on a remote, by {@code rclone check}.
 *
 * @param place for the list of names
 * @param there the remote folder, as rclone is told it
 * @param names of the files, below both folders
 */
record Comparison(
    Program program, TemporaryPlace place, Path here, String there, List<String> names) {

  /**
   * The names not proven equal by content.
   *
   * @param byHash whether the remote has any hash; where it turns out that both sides have none in
   *     common, the bytes are read back all the same
   */
  Set<String> unproven(boolean byHash) throws SyncException {
    try (NameList list = new NameList(place, names)) {
      Answer<CheckMarks> answer = check(list, !byHash);
      if (byHash && CheckMarks.bySizeOnly(answer.messages())) {
        answer = check(list, true);
      }
      return answer.output().orElseThrow().unproven(names);
    }
  }

  private Answer<CheckMarks> check(NameList list, boolean download) throws SyncException {
    List<String> arguments = Arguments.check(download);
    arguments.addAll(list.arguments());
    arguments.addAll(List.of("--", here.toAbsolutePath().toString(), there));
    return program.askFor(
        arguments,
        in -> new CheckMarks(Answer.text(in)),
        answer -> answer.exitCode() == 0 || compared(answer));
  }

  /** Whether a failed check was one of files that differ, and not of the remote. */
  private boolean compared(Answer<CheckMarks> answer) {
    if (answer.output().isEmpty() || answer.output().get().isEmpty()) {
      return false;
    }
    return answer.output().get().cover(names) || !Diagnosis.of(answer, false, there).isGrave();
  }
}
