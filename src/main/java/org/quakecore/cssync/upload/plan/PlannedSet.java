package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.remote.StoredFile;

/**
 * What an upload will do with one fault's data type, and why.
 *
 * @param present files that stand where these are to be sent, and may already be right: each is
 *     kept if its content proves to be what these sources make
 * @param strays files beside them that an earlier run of ours sent and that no longer belong to the
 *     set; deleted once the set is proven
 * @param comparison what has to be read to tell whether the set on the remote is what these sources
 *     make
 * @param manifestOwed whether the set is on the remote and proven, and only its manifest is not
 * @param growth what is appended, and to what
 * @param incomplete what the stocktake says is wrong, where the set is sent all the same
 */
public record PlannedSet(
    SourceSet set,
    Decision decision,
    String reason,
    List<StoredFile> present,
    List<StoredFile> strays,
    Optional<String> incomplete,
    Optional<Comparison> comparison,
    Optional<Growth> growth,
    boolean manifestOwed) {

  public enum Decision {
    /** Nothing of it is on the remote. */
    SEND,
    /** A whole set of the size these sources make is there. */
    SKIP,
    /** A set of the same names and sizes is there, and content has to tell whether it is this. */
    COMPARE,
    /** Some of it is there, and the rest is to follow. */
    COMPLETE,
    /** A whole set is there, and its sources have become more: those follow in new parts. */
    APPEND,
    /** Another set is there, and is exchanged for this one by way of {@code _incoming}. */
    REPLACE,
    /** No file of it was found, and the user said that this is how it is to be. */
    NOTHING,
    /** Nothing is done; the reason says what the user has to decide. */
    REFUSE
  }

  public PlannedSet {
    present = List.copyOf(present);
    strays = List.copyOf(strays);
  }

  public PlannedSet(
      SourceSet set,
      Decision decision,
      String reason,
      List<StoredFile> present,
      List<StoredFile> strays) {
    this(
        set,
        decision,
        reason,
        present,
        strays,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        false);
  }

  /** A set that grows, where some of what it grows by may wait already. */
  static PlannedSet appending(Growth growth, String reason, List<StoredFile> waiting) {
    return new PlannedSet(
        growth.added(),
        Decision.APPEND,
        reason,
        waiting,
        List.of(),
        Optional.empty(),
        Optional.empty(),
        Optional.of(growth),
        false);
  }

  public PlannedSet incomplete(String why) {
    return new PlannedSet(
        set, decision, reason, present, strays, Optional.of(why), comparison, growth, manifestOwed);
  }

  public PlannedSet comparing(Comparison what) {
    return new PlannedSet(
        set,
        decision,
        reason,
        present,
        strays,
        incomplete,
        Optional.of(what),
        growth,
        manifestOwed);
  }

  public PlannedSet owingItsManifest() {
    return new PlannedSet(
        set, decision, reason, present, strays, incomplete, comparison, growth, true);
  }

  /** Whether there is anything to do or to tell of it. */
  public boolean isOpen() {
    return decision != Decision.SKIP || manifestOwed;
  }

  /** Whether files of it, or its manifest, are to be sent. */
  public boolean changesTheRemote() {
    return isWorkedOn() || manifestOwed;
  }

  /** Whether its files are needed again: to be sent, or to be read and compared. */
  public boolean isWorkedOn() {
    return isSent() || decision == Decision.COMPARE;
  }

  public boolean isSent() {
    return decision == Decision.SEND
        || decision == Decision.COMPLETE
        || decision == Decision.APPEND
        || decision == Decision.REPLACE;
  }

  /** Where its files go first, below the version's folder. */
  public String destination() {
    return switch (decision) {
      case REPLACE -> RemoteSets.incomingFolder(set.fault(), set.type());
      case APPEND -> AppendFolder.of(set.fault(), set.type());
      default -> set.type().folder(set.fault());
    };
  }
}
