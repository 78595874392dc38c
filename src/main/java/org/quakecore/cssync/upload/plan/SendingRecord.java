package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Map;
import java.util.Optional;

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
  }

  /**
   * One source of a file.
   *
   * @param mtime of the source when it was recorded, in whole seconds since 1970
   * @param ctime of its inode then, in microseconds since 1970; null where it is not known
   * @param sha256 once it was read; else null
   * @param offset of its data in the tar, once it was packed
   */
  public record MemberRecord(
      String name, String source, long size, long mtime, Long ctime, String sha256, long offset) {}
}
