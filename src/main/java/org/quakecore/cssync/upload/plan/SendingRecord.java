package org.quakecore.cssync.upload.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.check.Answer;

/**
 * What one run has begun to send of a fault, so that a later run knows its own from others' files.
 * It lies in the staging folder as {@code {fault}_sending.json}.
 *
 * @param format the version of this form
 * @param remote where it was being sent, as the whole address of the version's folder
 * @param sets by the label of the data type
 */
public record SendingRecord(int format, String remote, String fault, Map<String, SetRecord> sets) {
  public static final int FORMAT = 1;

  /** How far a set has come. */
  public enum State {
    /** Files are being sent; those on the remote may be short, wrong or missing. */
    SENDING,
    /** Files that are to be appended to a set are being sent; the set itself is as it was. */
    APPENDING,
    /** The new files are proven in {@code _incoming} and are being exchanged for the old. */
    EXCHANGING,
    /** Every file was proven on the remote. */
    PROVEN
  }

  /**
   * One set.
   *
   * @param replacing whether it goes by way of {@code _incoming}
   * @param provenAt when it was proven, in milliseconds since 1970; 0 before
   */
  public record SetRecord(State state, boolean replacing, long provenAt, List<FileRecord> files) {
    public Optional<FileRecord> file(String name) {
      return files.stream().filter(file -> file.name().equals(name)).findFirst();
    }

    /** Whether files of the set itself may be short, wrong or missing. */
    public boolean isUnfinished() {
      return state == State.SENDING || state == State.EXCHANGING;
    }

    public SetRecord in(State next, long now) {
      return new SetRecord(next, replacing, next == State.PROVEN ? now : provenAt, files);
    }
  }

  /**
   * One file of a set.
   *
   * @param contentHash its Dropbox content hash, once it was made; else null
   * @param sha256 of the whole tar, where the archive's layout tells it; else null
   */
  public record FileRecord(
      String name, long size, String contentHash, String sha256, List<MemberRecord> members) {
    public Optional<String> knownHash() {
      return Optional.ofNullable(contentHash);
    }

    /** Whether all that is asked of the content of a file's members has been answered. */
    public boolean answers(OutgoingFile file) {
      for (int i = 0; i < members.size() && i < file.members().size(); i++) {
        List<Answer> known = members.get(i).known();
        if (!file.members().get(i).demands().stream()
            .allMatch(demand -> known.stream().anyMatch(answer -> answer.answers(demand)))) {
          return false;
        }
      }
      return true;
    }

    /** What is not as it has to be in the members, each beginning with the member's name. */
    public List<String> problems() {
      List<String> problems = new ArrayList<>();
      for (MemberRecord member : members) {
        for (Answer answer : member.known()) {
          if (!answer.passed()) {
            problems.add(Quoted.bare(member.name()) + ": " + answer.problem());
          }
        }
      }
      return problems;
    }
  }

  /**
   * One source of a file.
   *
   * @param mtime of the source when it was recorded, in whole seconds since 1970
   * @param ctime of its inode then, in microseconds since 1970; null where it is not known
   * @param sha256 once it was read; else null
   * @param offset of its data in the tar, once it was packed
   * @param answers to what was asked of its content; null where nothing was
   */
  public record MemberRecord(
      String name,
      String source,
      long size,
      long mtime,
      Long ctime,
      String sha256,
      long offset,
      List<Answer> answers) {
    /** What came of the checks of its content. */
    public List<Answer> known() {
      return answers == null ? List.of() : answers;
    }
  }
}
