package org.quakecore.cssync.download;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

class FetchProgressTest {
  private static final Item FILE =
      new Item(Work.FETCH, "OhariuC BB", "OhariuC/OhariuC_BB.tar", 100);

  @TempDir Path work;
  private DownloadScene scene;
  private FetchProgress told;

  @BeforeEach
  void expectAFile() {
    scene = new DownloadScene(work, new FakeRemote());
    told = new FetchProgress(scene, Optional.empty(), FILE);
  }

  @Test
  void whatIsHereNeedNotCome() {
    told.beginAt(40);
    assertEquals(List.of(0L, 60L), scene.told(Work.FETCH));
    told.advance(60);
    assertEquals(60, told.end());
    assertEquals(List.of(60L, 60L), scene.told(Work.FETCH));
  }

  @Test
  void whatIsKeptOfATryCountsOnceAndWhatIsNotComesAgain() {
    told.beginAt(0);
    told.advance(70);
    told.beginAt(50);
    assertEquals(List.of(70L, 120L), scene.told(Work.FETCH));
    told.advance(50);
    assertEquals(100, told.end());
    assertEquals(List.of(120L, 120L), scene.told(Work.FETCH));
  }

  @Test
  void whatBeganAnewUnexpectedlyEndsAtAllOfIt() {
    told.beginAt(40);
    told.advance(100);
    told.end();
    assertEquals(List.of(100L, 100L), scene.told(Work.FETCH));
  }

  /** A remote that breaks in the middle of a tar, and goes on there when it is asked again. */
  private static Remote goingOn(FakeRemote sound, Path folder, int half) {
    boolean[] broken = new boolean[1];
    return (Remote)
        Proxy.newProxyInstance(
            Remote.class.getClassLoader(),
            new Class<?>[] {Remote.class},
            (proxy, method, arguments) -> {
              if (method.getName().equals("goesOnWithHalfAFile")) {
                return true;
              }
              if (method.getName().equals("fetch") && arguments[2].toString().contains(".tar")) {
                Transfer transfer = (Transfer) arguments[3];
                byte[] whole = sound.bytes(DownloadScene.OHARIU_BB).orElseThrow();
                Path file = folder.resolve(".fetching/OhariuC/OhariuC_BB.tar");
                transfer.progress().accept(broken[0] ? whole.length - half : half);
                Files.write(file, broken[0] ? whole : Arrays.copyOf(whole, half));
                Files.writeString(transfer.resume().orElseThrow(), "1\n");
                if (!broken[0]) {
                  broken[0] = true;
                  throw new SyncException(SyncException.Kind.DATA, "it broke");
                }
                return null;
              }
              try {
                return method.invoke(sound, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            });
  }

  @Test
  void halfATarThatIsGoneOnWithCountsOnce() throws Exception {
    FakeRemote remote = new FakeRemote().keepingLists();
    DownloadScene whole = new DownloadScene(work, goingOn(remote, work.resolve("download"), 3000));
    byte[] tar = whole.tar("OhariuC_REL01_BB.bin", "x".repeat(9000));
    remote.put(DownloadScene.OHARIU_BB, tar);
    whole.types = List.of(Types.BB);

    assertTrue(whole.run().complete(), whole.said());

    assertTrue(whole.said().contains("trying again"), whole.said());
    assertEquals(List.of((long) tar.length, (long) tar.length), whole.told(Work.FETCH));
  }
}
