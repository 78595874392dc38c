package org.quakecore.cssync.job;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Rclone;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteTraits;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;

/** Large tars from a folder of this machine, extracted while they come. */
class DownloadArrivalTest {
  private static final String BB = "v22p12/OhariuC/OhariuC_BB.tar";
  private static final String TAR = "OhariuC/OhariuC_BB.tar";
  private static final String MEMBER = "OhariuC/BB/OhariuC_REL01_BB.bin";
  private static final String SMALL = "OhariuC/BB/OhariuC_REL02_BB.bin";
  private static final List<String> ALL = List.of(MEMBER, SMALL, TAR);

  @TempDir Path work;
  private final FakeRemote remote =
      new FakeRemote(new RemoteTraits(true, false, true, false, false, true)).keepingLists();
  private final String content = digits(9 << 20);
  private DownloadScene scene;

  @BeforeEach
  void layOut() throws Exception {
    use(remote);
    remote.put(BB, scene.tar("OhariuC_REL01_BB.bin", content, "OhariuC_REL02_BB.bin", "b2"));
    DownloadScene.putManifest(remote, "OhariuC", DataType.BB);
    remote.resetCounts();
  }

  private void use(Remote one) {
    scene = new DownloadScene(work, one);
    scene.types = List.of(DataType.BB);
  }

  private static String digits(int length) {
    byte[] bytes = new byte[length];
    new Random(3).nextBytes(bytes);
    for (int i = 0; i < length; i++) {
      bytes[i] = (byte) ('0' + (bytes[i] & 15));
    }
    return new String(bytes, StandardCharsets.US_ASCII);
  }

  private void assertAllIsHere() throws Exception {
    assertEquals(ALL, scene.tree());
    assertEquals(content, scene.text(MEMBER));
    assertEquals("b2", scene.text(SMALL));
    assertArrayEquals(
        remote.bytes(BB).orElseThrow(), Files.readAllBytes(scene.folder().resolve(TAR)));
  }

  @Test
  void aLargeTarIsReadOnceExtractedAndKept() throws Exception {
    assertTrue(scene.run().complete(), scene.said());
    assertAllIsHere();
    assertEquals(1, remote.calls(Operation.READ));
    assertEquals(1, remote.calls(Operation.FETCH), "only the manifest");
    byte[] tar = remote.bytes(BB).orElseThrow();
    assertTrue(
        scene
            .text("tar_ok.log")
            .startsWith("OhariuC_BB.tar " + tar.length + " " + FakeRemote.hash(tar)),
        scene.text("tar_ok.log"));
    remote.resetCounts();
    assertTrue(scene.run().complete());
    assertTrue(scene.said().contains("#### Nothing to do"), scene.said());
    assertEquals(0, remote.calls(Operation.READ));
  }

  @Test
  void withCleanupNoTarIsWrittenAtAll() throws Exception {
    scene.cleanup = true;
    scene.write(TAR, new byte[] {1});
    assertTrue(scene.run().complete(), scene.said());
    assertEquals(List.of(MEMBER, SMALL), scene.tree());
    assertEquals(content, scene.text(MEMBER));
    assertEquals(1, remote.calls(Operation.READ));
  }

  @Test
  void whatComesWrongShortOrNotAtAllIsFetched() throws Exception {
    for (FaultyRemote faulty :
        List.of(
            new FaultyRemote(remote).corruptRead(BB),
            new FaultyRemote(remote).shortRead(BB, 8 << 20),
            new FaultyRemote(remote).fail(Operation.READ, 1, SyncException.Kind.DATA),
            new FaultyRemote(remote).fail(Operation.READ, 1, SyncException.Kind.REMOTE))) {
      use(faulty);
      scene.forceUntar = true;
      Files.deleteIfExists(scene.folder().resolve(TAR));
      remote.resetCounts();
      assertTrue(scene.run().complete(), scene.said());
      assertAllIsHere();
      assertTrue(scene.said().contains("WARNING " + TAR + ": is fetched once more"), scene.said());
      assertEquals(2, remote.calls(Operation.FETCH), "the manifest and the tar");
    }
  }

  @Test
  void aTarThatIsNotWhatItsManifestSaysPutsNothingInPlace() throws Exception {
    remote.put(BB, scene.tar("OhariuC_REL01_BB.bin", content, "OhariuC_REL02_BB.bin", "xx"));
    assertFalse(scene.run().complete());
    assertTrue(scene.said().contains("is not what the remote has"), scene.said());
    assertNull(scene.text(MEMBER));
    assertNull(scene.text("tar_ok.log"));
  }

  @Test
  void withoutAManifestOrWithArgumentsForRcloneATarIsFetched() throws Exception {
    scene.rcloneArguments = List.of("--bwlimit", "20M");
    assertTrue(scene.run().complete(), scene.said());
    assertAllIsHere();
    remote.remove("v22p12/_manifest/OhariuC_BB.json");
    scene.rcloneArguments = List.of();
    scene.forceUntar = true;
    Files.delete(scene.folder().resolve(TAR));
    assertTrue(scene.run().complete(), scene.said());
    assertAllIsHere();
    assertEquals(0, remote.calls(Operation.READ));
  }

  @Test
  void aRunStoppedAnywhereIsFinishedByTheNext() throws Exception {
    for (int operations = 1; operations < 6; operations++) {
      Path own = Files.createDirectory(work.resolve("run" + operations));
      DownloadScene stopped =
          new DownloadScene(own, new FaultyRemote(remote).stopAfter(operations));
      stopped.types = scene.types;
      stopped.downloads = OptionalInt.of(1);
      try {
        stopped.run();
      } catch (SyncException e) {
        assertEquals(SyncException.Kind.INTERRUPTED, e.kind());
      }
      // A test that was interrupted must not interrupt the next.
      boolean ignored = Thread.interrupted();
      DownloadScene finishing = new DownloadScene(own, remote);
      finishing.types = scene.types;
      assertTrue(finishing.run().complete(), finishing.said());
      assertEquals(ALL, finishing.tree(), "after " + operations);
    }
  }

  @Test
  void rcloneItselfBringsIt() throws Exception {
    Path there = work.resolve("remote");
    for (String path : remote.paths()) {
      Path file = there.resolve(path);
      Files.createDirectories(file.getParent());
      Files.write(file, remote.bytes(path).orElseThrow());
    }
    use(new Rclone(there.toString()));
    assertTrue(scene.run().complete(), scene.said());
    assertAllIsHere();
    assertEquals(
        Files.getLastModifiedTime(there.resolve(BB)).toMillis(),
        Files.getLastModifiedTime(scene.folder().resolve(TAR)).toMillis());
  }
}
