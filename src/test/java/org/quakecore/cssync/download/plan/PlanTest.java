package org.quakecore.cssync.download.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.Step.Action;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;

class PlanTest {
  private static final Instant THEN = Instant.parse("2024-01-02T03:04:05Z");
  private static final Instant LATER = THEN.plusSeconds(1);
  private static final Optional<String> HASH = Optional.of("a".repeat(64));
  private static final Optional<String> OTHER = Optional.of("b".repeat(64));
  private static final Optional<Path> HERE = Optional.of(Path.of("Hope/Hope_BB.tar"));

  @Test
  void whatIsProvenByItsHashIsKept() throws SyncException {
    assertEquals(
        Action.KEEP, decide(HASH, proof(7, HASH, null), null, OptionalLong.of(7), HERE, true));
    assertEquals(
        Action.KEEP,
        decide(HASH, proof(7, HASH, null), null, OptionalLong.empty(), Optional.empty(), true));
  }

  @Test
  void membersThatAreNotAllThereAreExtractedFromTheTarHere() throws SyncException {
    assertEquals(
        Action.EXTRACT, decide(HASH, proof(7, HASH, null), null, OptionalLong.of(7), HERE, false));
  }

  @Test
  void anotherHashOrSizeIsFetched() throws SyncException {
    assertEquals(
        Action.FETCH,
        decide(OTHER, proof(7, HASH, null), null, OptionalLong.empty(), Optional.empty(), true));
    assertEquals(
        Action.FETCH,
        decide(HASH, proof(6, HASH, null), null, OptionalLong.of(6), Optional.empty(), true));
  }

  @Test
  void aTarHereThatHasChangedItsSizeIsFetchedAnew() throws SyncException {
    assertEquals(
        Action.FETCH,
        decide(HASH, proof(7, HASH, null), null, OptionalLong.of(3), Optional.empty(), true));
  }

  @Test
  void withoutAHashTheTimeDecides() throws SyncException {
    assertEquals(
        Action.KEEP,
        decide(Optional.empty(), proof(7, HASH, THEN), null, OptionalLong.of(7), HERE, true));
    assertEquals(
        Action.FETCH,
        decide(Optional.empty(), proof(7, HASH, LATER), null, OptionalLong.of(7), HERE, true));
    assertEquals(
        Action.FETCH,
        decide(Optional.empty(), proof(7, HASH, null), null, OptionalLong.of(7), HERE, true));
  }

  @Test
  void aNameAloneProvesNothing() throws SyncException {
    assertEquals(
        Action.FETCH,
        decide(
            HASH,
            TarLogEntry.parse("Hope_BB.tar"),
            null,
            OptionalLong.empty(),
            Optional.empty(),
            true));
  }

  @Test
  void onlyATarKnownToBeBrokenOnTheRemoteIsNotFetchedAgain() throws SyncException {
    assertEquals(
        Action.BROKEN, decide(HASH, null, proof(7, HASH, null), OptionalLong.of(7), HERE, false));
    assertEquals(
        Action.FETCH,
        decide(HASH, null, proof(7, OTHER, null), OptionalLong.empty(), Optional.empty(), false));
    assertEquals(
        Action.FETCH,
        decide(Optional.empty(), null, proof(7, HASH, THEN), OptionalLong.of(7), HERE, false));
  }

  private static TarLogEntry proof(long size, Optional<String> hash, Instant modified) {
    return new TarLogEntry(
        "Hope_BB.tar",
        OptionalLong.of(size),
        hash,
        Optional.ofNullable(modified),
        Optional.empty());
  }

  /** What the plan does with a tar of 7 bytes on the remote. */
  private static Action decide(
      Optional<String> remoteHash,
      TarLogEntry ok,
      TarLogEntry broken,
      OptionalLong tarBytes,
      Optional<Path> candidate,
      boolean intact)
      throws SyncException {
    SetListing listing =
        SetListing.of(
            ArchiveLayout.STANDARD,
            List.of(new StoredFile("Hope/Hope_BB.tar", 7, THEN, remoteHash)));
    KnownHere facts =
        new KnownHere(
            Optional.ofNullable(ok), Optional.ofNullable(broken), tarBytes, candidate, intact);
    Options options =
        new Options(
            new CsVersion("v22p12"),
            TypeChoice.of(List.of(Types.BB)),
            VersionLayout.unknown(),
            Path.of("x"),
            false,
            false,
            new TreeSet<>(),
            new TreeSet<>(),
            Shard.ALL,
            false,
            true,
            Staging.TAR,
            OptionalInt.empty(),
            3,
            Optional.empty(),
            Times.NONE,
            List.of());
    Plan plan = Plan.of(listing, Map.of("Hope/Hope_BB.tar", facts), options, Expectation.none());
    return plan.tasks().get(0).steps().get(0).action();
  }
}
