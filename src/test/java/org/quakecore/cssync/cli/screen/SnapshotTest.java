package org.quakecore.cssync.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.LockHolder;
import org.quakecore.cssync.transfer.Work;

class SnapshotTest {
  private static final Item FILE = new Item(Work.SEND, "Hope BB", "Hope_BB.tar", 4_000);

  @TempDir Path folder;
  private Instant now = Instant.now();
  private final InstantSource clock = () -> now;
  private final Account account = new Account(clock);

  private List<String> below() throws IOException {
    return Snapshot.below(folder, clock);
  }

  private Path file() throws IOException {
    try (var files = Files.list(folder.resolve("v1/to_upload"))) {
      return files.filter(file -> file.toString().endsWith(".now")).findFirst().orElseThrow();
    }
  }

  private Snapshot atWork() throws IOException {
    Snapshot snapshot =
        new Snapshot(Files.createDirectories(folder.resolve("v1/to_upload")), clock);
    account.expect(Work.SEND, 2, 10_000);
    account.begun(FILE, 0);
    account.passed(FILE, 2_000);
    snapshot.tick(account);
    return snapshot;
  }

  @Test
  void whatARunDoesIsSeenFromOutsideUntilItEnds() throws Exception {
    assertEquals(List.of(), below());
    Snapshot snapshot = atWork();

    List<String> seen = below();
    assertTrue(seen.get(0).startsWith("#### process "), seen.toString());
    assertTrue(seen.get(1).contains("Hope_BB.tar"), seen.toString());
    assertTrue(seen.get(2).startsWith("2.0 KiB of 9.8 KiB, 20%"), seen.toString());

    snapshot.close();
    assertEquals(List.of(), below());
    try (var left = Files.list(folder.resolve("v1/to_upload"))) {
      assertEquals(List.of(), left.toList());
    }
  }

  @Test
  void itIsWrittenAgainEveryFewSeconds() throws Exception {
    Snapshot snapshot = atWork();
    account.passed(FILE, 1_000);
    snapshot.tick(account);
    assertTrue(below().get(2).startsWith("2.0 KiB"), below().toString());
    now = now.plusSeconds(3);
    snapshot.tick(account);
    assertTrue(below().get(2).startsWith("2.9 KiB"), below().toString());
  }

  @Test
  void whatIsNotHeardOfStandsStill() throws Exception {
    atWork();
    Files.setLastModifiedTime(file(), FileTime.from(now.minusSeconds(120)));
    List<String> seen = below();
    assertTrue(seen.get(3).startsWith("not heard of for 2m"), seen.toString());
  }

  @Test
  void aRunThatDiedIsNoneAndNorIsWhatSomebodyElseWrote() throws Exception {
    atWork();
    Path file = file();
    String dead = new LockHolder("elsewhere", 7, Instant.EPOCH, "x").content(1);
    Files.writeString(file, dead + "\n1%\u001b[2J\n");
    assertEquals(List.of("1%\\u001b[2J"), below().subList(1, 2));
    assertFalse(below().get(1).contains("\u001b"));
    Files.setLastModifiedTime(file, FileTime.from(now.minusSeconds(1_000)));
    assertEquals(List.of(), below());
    LockHolder self = LockHolder.self();
    Files.writeString(
        file, new LockHolder(self.host(), self.pid(), Instant.EPOCH, "x").content(1) + "\n1%\n");
    assertEquals(List.of(), below());
    Files.writeString(file, "something else");
    assertEquals(List.of(), below());
  }

  @Test
  void whatCannotBeWrittenEndsNothing() throws Exception {
    Snapshot snapshot = atWork();
    Path file = file();
    Files.delete(file);
    Files.createDirectories(file.resolve("in/the/way"));
    now = now.plusSeconds(3);
    snapshot.tick(account);
    snapshot.close();
    assertEquals(List.of(), below());
  }
}
