package org.quakecore.cssync.status.drill;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.status.StatusScene;
import org.quakecore.cssync.status.WholeSet;
import org.quakecore.cssync.testing.AdoptedManifest;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Said;

class DrillTest {
  @TempDir Path folder;
  private final FakeRemote remote = new FakeRemote().keepingLists();
  private final Said said = new Said();
  private StatusScene scene;
  private Instant now = Instant.parse("2026-11-28T01:02:03Z");

  @BeforeEach
  void archiveOneFault() throws Exception {
    scene = StatusScene.of(folder.resolve("run"), remote, "Hope");
  }

  private Drill drill(Remote of) {
    return new Drill(of, StatusScene.VERSION, record(), said, () -> now);
  }

  private LastLooks record() {
    return new LastLooks(folder.resolve("state/drills.tsv"));
  }

  private long said(String start) {
    return said.lines().stream().filter(line -> line.startsWith(start)).count();
  }

  @Test
  void membersAreReadByTheirRangeAndCompared() throws Exception {
    assertTrue(drill(remote).members(scene.whole(), 4, new Random(1)).complete());

    assertEquals(4, said(" ok "), said.text());
    assertEquals(4, remote.calls(Operation.READ));
    assertEquals(0, remote.calls(Operation.FETCH) - 1, "the manifests alone are fetched");
    assertTrue(said.hasLine("Errors: 0"), said.text());
  }

  @Test
  void ofFewerMembersAllAreRead() throws Exception {
    assertTrue(drill(remote).members(scene.whole(), 999, new Random(1)).complete());

    assertEquals(10, said(" ok "), said.text());
  }

  @Test
  void aMemberWhoseBytesHaveChangedIsNamed() throws Exception {
    List<WholeSet> sets = scene.whole();
    for (String path : remote.paths()) {
      if (path.endsWith(".tar")) {
        byte[] bytes = remote.bytes(path).orElseThrow();
        bytes[600]++;
        remote.put(path, bytes);
      }
    }

    assertFalse(drill(remote).members(sets, 10, new Random(1)).complete());

    assertEquals(4, said(" DAMAGED "), said.text());
    assertTrue(said.hasLine("its SHA-256 is", "archived was"), said.text());
    assertTrue(said.hasLine("Errors: 4"), said.text());
  }

  @Test
  void oneWrongReadIsNoVerdict() throws Exception {
    FaultyRemote faulty = new FaultyRemote(remote);
    for (String path : remote.paths()) {
      faulty.corruptRead(path);
    }

    assertTrue(drill(faulty).members(scene.whole(), 10, new Random(1)).complete(), said.text());

    assertEquals(10, said(" ok "), said.text());
    assertFalse(said.warnings().isEmpty());
  }

  @Test
  void aPartThatCannotBeReadIsNamedAndADeadRemoteEndsIt() throws Exception {
    List<WholeSet> sets = scene.whole();
    for (String path : remote.paths()) {
      if (path.endsWith(".tar")) {
        remote.remove(path);
      }
    }
    assertFalse(drill(remote).members(sets, 10, new Random(1)).complete());
    assertEquals(9, said(" DAMAGED "), said.text());

    FaultyRemote dead = new FaultyRemote(remote).failAll(Operation.READ, Kind.REMOTE);
    SyncException ended =
        assertThrows(SyncException.class, () -> drill(dead).members(sets, 1, new Random(1)));
    assertEquals(Kind.REMOTE, ended.kind());
  }

  @Test
  void theSetThatWasLookedAtLongestAgoGoesFirst() throws Exception {
    List<WholeSet> sets = scene.whole();
    List<String> order = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      now = now.plusSeconds(60);
      assertTrue(drill(remote).oldest(sets, new Random(i)).complete());
      String line = said.lines().get(said.lines().size() - 3);
      order.add(line.substring(0, line.indexOf(':')));
    }
    assertEquals(4, order.stream().distinct().count(), order.toString());
    assertEquals(order.subList(0, 2), order.subList(4, 6));
    assertEquals(4, Files.readAllLines(folder.resolve("state/drills.tsv")).size());
  }

  @Test
  void aRecordThatCannotBeReadCountsAsNone() throws Exception {
    Path file = folder.resolve("state/drills.tsv");
    Files.createDirectories(file.getParent());
    Files.write(file, new byte[] {(byte) 0xff, '\t', 'x', '\n'});
    assertTrue(drill(remote).oldest(scene.whole(), new Random(1)).complete());
    assertEquals(1, Files.readAllLines(file).size());
  }

  @Test
  void whereThereIsNothingToReadThatIsSaid() throws Exception {
    assertFalse(drill(remote).members(List.of(), 3, new Random(1)).complete());
    assertFalse(drill(remote).oldest(List.of(), new Random(1)).complete());
    assertTrue(said.hasLine("no COMPLETE set"), said.text());
  }

  @Test
  void adoptedSetsWithoutSha256AreNotReadAndThatIsSaid() throws Exception {
    for (String type : List.of("Source", "IM", "SAMPLE_BB")) {
      AdoptedManifest.put(remote, "v22p12/_manifest/Hope_" + type + ".json");
    }

    assertTrue(drill(remote).members(scene.whole(), 99, new Random(1)).complete());

    assertEquals(3, said(" ok       Hope BB"), said.text());
    assertTrue(said.hasLine("   Read again: 3 members"), said.text());
    assertTrue(said.warnings().toString().contains("Of 3 adopted sets"), said::text);
  }
}
