package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.RemoteContract;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.remote.Transfer;

/** The real rclone on a plain folder. */
class RcloneLocalTest extends RemoteContract {
  @TempDir Path archive;

  private Remote remote;

  @Override
  public Remote remote() {
    if (remote == null) {
      remote = new Rclone(archive.toString());
    }
    return remote;
  }

  @Test
  void aPlainFolderHasHashesThatCostReading() throws Exception {
    assertEquals(new Traits(true, false, true, false, false, true), remote().traits());
    assertTrue(remote().freeBytes().orElseThrow() > 0);
  }

  @Test
  void aRootThatDoesNotExistYetIsMadeBySending() throws Exception {
    Remote fresh = new Rclone(archive.resolve("not/yet").toString());
    assertEquals(Optional.empty(), fresh.list("", false));
    write("x", "1");
    fresh.send(here, "", List.of("x"), transfer());
    assertEquals(1, fresh.list("", false).orElseThrow().size());
  }

  @Test
  void aRootThatStartsWithADashOrHoldsSpacesIsNoOption() throws Exception {
    write("x", "1");
    Remote odd = new Rclone(archive.resolve("-a b/$(c)").toString());
    odd.send(here, "v", List.of("x"), transfer());
    assertTrue(Files.exists(archive.resolve("-a b/$(c)/v/x")));
    assertEquals(Optional.empty(), new Rclone("-no-such-folder").list("", false));
  }

  @Test
  void anUnknownRemoteIsNoEmptyOne() throws Exception {
    Remote unknown = new Rclone("nosuchremote:Cybershake");
    assertEquals(Kind.REMOTE, kindOf(() -> unknown.list("", false)));
    assertEquals(Kind.REMOTE, kindOf(() -> unknown.look("", List.of("x"), false)));
    assertEquals(Kind.REMOTE, kindOf(unknown::traits));
    assertEquals(Kind.REMOTE, kindOf(() -> unknown.delete("x")));
  }

  @Test
  void anArgumentRcloneDoesNotKnowIsAFailure() throws Exception {
    write("x", "1");
    Transfer bogus = new Transfer(List.of("--bogus"), true, Optional.empty(), bytes -> {});
    assertEquals(Kind.USAGE, kindOf(() -> remote().send(here, "v", List.of("x"), bogus)));
    assertFalse(Files.exists(archive.resolve("v/x")));
  }

  @Test
  void anArgumentThatLeavesFilesOutIsNoticedWhenFetching() throws Exception {
    write("x", "1");
    send("v", "x");
    Transfer none = new Transfer(List.of("--dry-run"), true, Optional.empty(), bytes -> {});
    assertEquals(
        Kind.DATA, kindOf(() -> remote().fetch("v", here.resolve("to"), List.of("x"), none)));
  }

  @Test
  void argumentsThatEndAReadEarlyAreNoticed() throws Exception {
    stream("v/x", pattern(100_000));
    for (String cut : List.of("--max-transfer=1k", "--head=5", "--discard", "--max-size=1k")) {
      AtomicBoolean metTheEnd = new AtomicBoolean();
      assertThrows(
          SyncException.class,
          () ->
              remote()
                  .read(
                      "v/x",
                      0,
                      100_000,
                      List.of(cut),
                      in -> {
                        in.readAllBytes();
                        metTheEnd.set(true);
                        return 0;
                      }),
          cut);
      assertFalse(metTheEnd.get(), cut);
    }
  }

  @Test
  void argumentsNeitherMoveARangeNorKeepItAway() throws Exception {
    byte[] bytes = pattern(100_000);
    stream("v/x", bytes);
    for (String own : List.of("--offset=3", "--count=3", "--dry-run", "--bwlimit=10M")) {
      byte[] read = remote().read("v/x", 7, 90_000, List.of(own), InputStream::readAllBytes);
      assertArrayEquals(Arrays.copyOfRange(bytes, 7, 90_007), read, own);
    }
  }

  @Test
  void aFlagThatOnlyCopyKnowsIsRefusedByAReadWithAdvice() throws Exception {
    stream("v/x", pattern(10));
    SyncException refused =
        assertThrows(
            SyncException.class,
            () ->
                remote()
                    .read(
                        "v/x",
                        0,
                        -1,
                        List.of("--create-empty-src-dirs"),
                        InputStream::readAllBytes));
    assertEquals(Kind.USAGE, refused.kind());
    assertTrue(refused.getMessage().contains("unknown flag"), refused.getMessage());
    assertTrue(refused.getMessage().contains("runs rclone cat"), refused.getMessage());
  }

  @Test
  void aDanglingLinkInTheArchiveFailsTheListingInsteadOfBeingPassedOver() throws Exception {
    Files.createDirectories(archive.resolve("v"));
    Files.createSymbolicLink(archive.resolve("v/Foo_BB.tar"), Path.of("gone"));
    assertEquals(Kind.REMOTE, kindOf(() -> remote().list("v", false)));
  }

  @Test
  void withoutACommonHashTheBytesAreReadBack() throws Exception {
    write("x", "old");
    // An encrypting remote has no hash; the obscured password is "abc".
    Remote none =
        new Rclone(":crypt,remote='" + archive + "',password=dgCeR8U6EglO0OzaWKpDifsw8w:");
    assertFalse(none.traits().anyHash());
    none.send(here, "v", List.of("x"), transfer());
    write("x", "new");
    assertEquals(Set.of("x"), none.differing(here, "v", List.of("x")));
  }
}
