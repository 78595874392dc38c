package org.quakecore.cssync.status.clean;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.status.Deletable;
import org.quakecore.cssync.status.SafeSource;
import org.quakecore.cssync.status.StatusScene;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.transfer.LockHolder;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.RunLock;

/** What is deleted must really be in the archive, and be the very file that was compared. */
class CleanTest {
  private static final InstantSource NOW =
      InstantSource.fixed(Instant.parse("2026-11-28T01:02:03Z"));

  @TempDir Path folder;
  private final FakeRemote remote = new FakeRemote().keepingLists();
  private StatusScene scene;
  private Said said = new Said();
  private Clean.Survey survey;

  @BeforeEach
  void archiveOneFault() throws Exception {
    scene = StatusScene.of(folder.resolve("run"), remote, "Hope");
    scene.against = true;
    survey = scene::deletable;
  }

  private Outcome clean(boolean delete) throws SyncException {
    said = new Said();
    return new Clean(
            new Clean.Options(scene.run.root(), folder.resolve("tmp/v22p12"), delete),
            new Signpost("fake:v22p12", "cs-dropbox-sync download v22p12 --remote fake:"),
            said,
            NOW)
        .run(survey);
  }

  private Path bb(int realisation) {
    return scene.run.file("Runs/Hope/Hope_REL0" + realisation + "/BB/Acc/BB.bin");
  }

  private List<Path> left() throws Exception {
    try (var files = Files.walk(scene.run.root())) {
      return files
          .filter(Files::isRegularFile)
          .filter(file -> !file.endsWith(Signpost.NAME))
          .toList();
    }
  }

  private List<String> log() throws Exception {
    return Files.readAllLines(folder.resolve("tmp/v22p12/deleted.tsv"));
  }

  @Test
  void nothingIsDeletedUnlessThatIsAskedFor() throws Exception {
    List<Path> before = left();

    assertTrue(clean(false).complete());

    assertEquals(before, left());
    assertTrue(said.hasLine(" delete   Hope BB: 3 files"), said.text());
    assertTrue(said.hasLine("Safe to delete: 9 files", "nothing was deleted"), said.text());
    assertFalse(Files.exists(folder.resolve("tmp")), "a look leaves nothing");
  }

  @Test
  void whatIsProvenIsDeletedAndNotedAndToldWhereItIs() throws Exception {
    List<Path> before = left();

    assertTrue(clean(true).complete(), said.text());

    assertEquals(before.size() - 9, left().size());
    assertFalse(Files.exists(bb(1)));
    assertTrue(said.hasLine("Deleted: 9 files"), said.text());
    assertEquals(10, log().size());
    assertTrue(
        log().stream()
            .anyMatch(
                line ->
                    line.startsWith("2026-11-28T01:02:03Z\t" + bb(2) + "\t")
                        && line.contains("\tHope BB\tHope_REL02_BB.bin\t")),
        log().toString());
    String where = Files.readString(bb(2).resolveSibling(Signpost.NAME));
    assertTrue(where.contains("BB.bin, ") && where.contains("Hope_REL02_BB.bin of Hope BB"), where);
    assertTrue(
        where.endsWith("  cs-dropbox-sync download v22p12 --remote fake: -t BB --inc_fault Hope\n"),
        where);

    assertTrue(clean(true).complete());
    assertTrue(said.hasLine("Deleted: 0 files"), said.text());
    assertEquals(10, log().size());
  }

  @Test
  void aFolderThatHoldsMoreIsNotCalledEmpty() throws Exception {
    Path other = Files.writeString(bb(1).resolveSibling("mine.txt"), "mine");

    assertTrue(clean(true).complete());

    assertEquals("mine", Files.readString(other));
    assertFalse(Files.exists(other.resolveSibling(Signpost.NAME)));
  }

  @Test
  void whatWasNotReadForLongestGoesFirstAndTheFirstSurpriseStopsAll() throws Exception {
    // To set the time of access changes the ctime, so that is done when all is compared.
    survey =
        () -> {
          Deletable found = scene.deletable();
          List<SafeSource> aged = new ArrayList<>();
          try {
            for (SafeSource source : found.sources()) {
              access(source.path(), "2026-06-01T00:00:00Z");
            }
            access(bb(3), "2026-02-01T00:00:00Z");
            access(bb(1), "2026-03-01T00:00:00Z");
            access(bb(2), "2026-04-01T00:00:00Z");
            for (SafeSource each : found.sources()) {
              FileState now = FileState.of(each.path());
              aged.add(new SafeSource(each.path(), now, each.fault(), each.type(), each.member()));
            }
            Files.writeString(bb(2), "x", StandardOpenOption.APPEND);
          } catch (IOException e) {
            throw new AssertionError(e);
          }
          return new Deletable(found.address(), aged, found.kept(), found.underWay());
        };
    int before = left().size();

    assertFalse(clean(true).complete());

    assertEquals(before - 2, left().size());
    assertTrue(Files.exists(bb(2)));
    assertTrue(
        said.hasLine("#### Error", bb(2).toString(), "nothing more is deleted"), said.text());
    assertTrue(said.hasLine("Errors: 1"), said.text());
    assertTrue(log().get(1).contains("Hope_REL03"), log().toString());
    assertTrue(log().get(2).contains("Hope_REL01"), log().toString());
  }

  /** The time may be put back; the ctime cannot be. */
  @Test
  void aFileThatWasRewrittenInPlaceStays() throws Exception {
    FileTime time = Files.getLastModifiedTime(bb(2));
    byte[] other = Files.readAllBytes(bb(2));
    other[0]++;
    Files.write(bb(2), other);
    Files.setLastModifiedTime(bb(2), time);

    clean(true);

    assertTrue(Files.exists(bb(2)));
    assertTrue(said.hasLine(" kept ", "Hope BB: 1 file not verified"), said.text());
  }

  @Test
  void ofASetThatIsNotCompleteNothingGoes() throws Exception {
    remote.remove(StatusScene.path("Hope/Hope_IM.tar"));

    assertTrue(clean(true).complete());

    assertTrue(Files.exists(scene.run.file("Runs/Hope/Hope_REL01/IM_calc/Hope_REL01.csv")));
    assertFalse(Files.exists(bb(1)));
    assertTrue(said.hasLine(" kept ", "Hope IM: INCOMPLETE"), said.text());
  }

  @Test
  void aLinkAndWhatLiesElsewhereStay() throws Exception {
    Path elsewhere = folder.resolve("elsewhere.bin");
    Files.move(bb(1), elsewhere);
    Files.createSymbolicLink(bb(1), elsewhere);
    scene.rehash = true;

    clean(true);

    assertTrue(Files.isSymbolicLink(bb(1)));
    assertTrue(Files.exists(elsewhere));
    assertTrue(said.hasLine(" kept ", "1 file: a link"), said.text());
  }

  @Test
  void nothingGoesWhileAnUploadIsUnderWayHereOrElsewhere() throws Exception {
    List<Path> before = left();
    Path lock = folder.resolve("tmp/v22p12/upload.lock");
    try (RunLock upload = RunLock.take(lock)) {
      upload.demand();
      assertEquals(Kind.LOCKED, assertThrows(SyncException.class, () -> clean(true)).kind());
    }
    LockHolder other = new LockHolder("elsewhere", 7, Instant.EPOCH, "x");
    remote.put(
        StatusScene.path("_lock/" + FaultLock.nameOf("Kelly", "00000000000f")),
        FaultLock.content(other, 1, Instant.now()).getBytes(UTF_8),
        Instant.now());
    for (boolean delete : new boolean[] {true, false}) {
      assertEquals(Kind.LOCKED, assertThrows(SyncException.class, () -> clean(delete)).kind());
    }
    assertEquals(before, left());
  }

  @Test
  void whatCannotBeNotedStays() throws Exception {
    Files.createDirectories(folder.resolve("tmp/v22p12/deleted.tsv"));
    List<Path> before = new ArrayList<>(left());

    assertThrows(SyncException.class, () -> clean(true));

    assertEquals(before, left());
  }

  private static void access(Path file, String time) throws IOException {
    FileTime modified = Files.getLastModifiedTime(file);
    Files.getFileAttributeView(file, BasicFileAttributeView.class)
        .setTimes(modified, FileTime.from(Instant.parse(time)), null);
  }
}
