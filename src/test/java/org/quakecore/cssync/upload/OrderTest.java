package org.quakecore.cssync.upload;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.quakecore.cssync.testing.RunFolder.fault;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.transfer.Conclusion.Purge;
import org.quakecore.cssync.upload.plan.Options.Order;

/** What goes first where a purge deletes sources that were not read for long. */
class OrderTest {
  @TempDir Path folder;
  private final Instant now = Instant.now();
  private UploadScene scene;

  @BeforeEach
  void makeThreeFaultsOfWhichTheLastByNameIsTheOldest() throws Exception {
    scene = UploadScene.of(folder, fault("Alpine", 1), fault("Hope", 1), fault("Kelly", 1));
    scene.uploads = OptionalInt.of(1);
    try (Stream<Path> all = Files.walk(scene.run.root())) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        wasRead(file, 10);
      }
    }
    wasRead(scene.run.bb("Hope", "Hope_REL01"), 80);
    wasRead(scene.run.im("Kelly", "Kelly_REL01"), 95);
  }

  private void wasRead(Path file, int daysAgo) throws IOException {
    Files.getFileAttributeView(file, BasicFileAttributeView.class)
        .setTimes(null, FileTime.from(now.minus(Duration.ofDays(daysAgo))), null);
  }

  private List<String> headings() {
    return scene.said.lines().stream()
        .map(String::strip)
        .filter(List.of("Alpine", "Hope", "Kelly")::contains)
        .toList();
  }

  @Test
  void whatAPurgeTakesFirstIsSentFirst() throws Exception {
    scene.order = Order.PURGE;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(List.of("Kelly", "Hope", "Alpine"), headings());
    assertTrue(scene.said.hasLine("   Order: Kelly, Hope, Alpine, by when"), scene.said.text());
    assertFalse(scene.said.hasLine("Purge"), "no number of days was given");
  }

  @Test
  void withoutThatOptionTheOrderIsByNameAndOfAPurgeNothingIsSaid() throws Exception {
    assertTrue(scene.upload().complete(), scene.said.text());
    assertEquals(List.of("Alpine", "Hope", "Kelly"), headings());
    assertFalse(scene.said.hasLine("Order"), scene.said.text());
    assertFalse(scene.said.hasLine("Purge"), scene.said.text());
    assertEquals(Optional.empty(), scene.said.conclusion().purge());
  }

  @Test
  void whatIsNotArchivedIsToldBeforeItIsReadAndAfterwardsNothingIsLeftToFear() throws Exception {
    scene.purge = Optional.of(new Rule(Duration.ofDays(90), now));
    scene.dryRun = true;
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(
        scene.said.hasLine("Purge after 90 days, of what is not archived: 2 files, "),
        scene.said.text());
    assertTrue(scene.said.hasLine("     Kelly, since ", "1 file of "), scene.said.text());
    scene.dryRun = false;
    assertTrue(scene.upload().complete(), scene.said.text());
    Purge purge = scene.said.conclusion().purge().orElseThrow();
    assertEquals(
        List.of("Kelly", "Hope", "Alpine"), purge.faults().stream().map(Purge.Due::fault).toList());
    assertEquals(1, purge.faults().get(0).overdue().files());
    assertEquals(1, purge.faults().get(1).soon().files(), "the sample is a file of BB");
    assertTrue(scene.upload().complete(), scene.said.text());
    assertTrue(
        scene.said.hasLine("Purge after 90 days, of what is not archived: there is no file"),
        scene.said.text());
  }
}
