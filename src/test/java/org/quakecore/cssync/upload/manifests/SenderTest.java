package org.quakecore.cssync.upload.manifests;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Types;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Delivery;
import org.quakecore.cssync.transfer.RemoteProof;

class SenderTest {
  private static final Fault HOPE = new Fault("Hope");

  @TempDir Path staging;
  private final FakeRemote remote = new FakeRemote();
  private final Said said = new Said();

  @Test
  void theManifestsOfAFaultGoUpInOneTransferAndNothingIsLeftBehind() throws Exception {
    sender(remote).send(List.of(manifest(Types.BB), manifest(Types.IM)));

    assertEquals(
        List.of("v22p12/_manifest/Hope_BB.json", "v22p12/_manifest/Hope_IM.json"), remote.paths());
    assertArrayEquals(
        manifest(Types.BB).toJson().getBytes(StandardCharsets.UTF_8),
        remote.bytes("v22p12/_manifest/Hope_BB.json").orElseThrow());
    assertEquals(1, remote.calls(Operation.SEND));
    assertNothingStaged();
  }

  @Test
  void severalThreadsDoNotDisturbEachOther() throws Exception {
    int faults = 20;
    ExecutorService threads = Executors.newFixedThreadPool(faults);
    try {
      Sender sender = sender(remote);
      CyclicBarrier start = new CyclicBarrier(faults);
      List<Future<Void>> sent = new ArrayList<>();
      for (int i = 0; i < faults; i++) {
        List<Manifest> manifests =
            List.of(manifest(new Fault("F" + i), Types.BB), manifest(new Fault("F" + i), Types.IM));
        sent.add(
            threads.submit(
                () -> {
                  start.await();
                  sender.send(manifests);
                  return null;
                }));
      }
      for (Future<Void> each : sent) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertEquals(2 * faults, remote.paths().size());
    assertNothingStaged();
  }

  @Test
  void oneThatFailsFailsNoOther() throws Exception {
    FaultyRemote faulty = new FaultyRemote(remote);
    for (int nth = 1; nth <= 3; nth++) {
      faulty.fail(Operation.SEND, nth, SyncException.Kind.DATA);
    }
    Manifest good = manifest(new Fault("Kelly"), Types.BB);
    Sender sender = sender(faulty);

    assertThrows(SyncException.class, () -> sender.send(List.of(manifest(Types.BB))));
    sender.send(List.of(good));

    assertEquals(List.of("v22p12/_manifest/Kelly_BB.json"), remote.paths());
  }

  @Test
  void noManifestsAreNoTransfer() throws Exception {
    sender(remote).send(List.of());

    assertEquals(0, remote.calls(Operation.SEND));
  }

  @Test
  void anEarlierManifestIsReplaced() throws Exception {
    remote.put("v22p12/_manifest/Hope_BB.json", "old".getBytes(StandardCharsets.UTF_8));

    sender(remote).send(List.of(manifest(Types.BB)));

    assertArrayEquals(
        manifest(Types.BB).toJson().getBytes(StandardCharsets.UTF_8),
        remote.bytes("v22p12/_manifest/Hope_BB.json").orElseThrow());
  }

  @Test
  void aRemoteWithoutHashesIsComparedByContent() throws Exception {
    FakeRemote plain = FakeRemote.withoutHashes();

    sender(plain).send(List.of(manifest(Types.BB)));

    assertEquals(1, plain.calls(Operation.DIFFERING));
  }

  @Test
  void whatIsLostOrArrivesWrongIsSentAgain() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .loseSent("v22p12/_manifest/Hope_BB.json")
            .corruptSent("v22p12/_manifest/Hope_IM.json");

    sender(faulty).send(List.of(manifest(Types.BB), manifest(Types.IM), manifest(Types.SOURCE)));

    for (DataType type : List.of(Types.BB, Types.IM, Types.SOURCE)) {
      assertArrayEquals(
          manifest(type).toJson().getBytes(StandardCharsets.UTF_8),
          remote.bytes("v22p12/_manifest/Hope_" + type + ".json").orElseThrow());
    }
    assertTrue(said.warnings().get(0).contains("Hope_BB.json"), said.warnings()::toString);
  }

  @Test
  void afterThreeTriesTheFailureIsTold() throws Exception {
    FaultyRemote faulty = new FaultyRemote(remote);
    for (int nth = 1; nth <= 3; nth++) {
      faulty.fail(Operation.SEND, nth, SyncException.Kind.DATA);
    }

    SyncException failure =
        assertThrows(SyncException.class, () -> sender(faulty).send(List.of(manifest(Types.BB))));

    assertEquals(SyncException.Kind.DATA, failure.kind());
    assertTrue(
        failure.getMessage().contains("v22p12/_manifest/Hope_BB.json is not proven"),
        failure.getMessage());
    assertNothingStaged();
  }

  @Test
  void aRemoteThatRefusesEverythingIsAskedOnlyOnce() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(remote).fail(Operation.SEND, 1, SyncException.Kind.TOKEN);

    SyncException failure =
        assertThrows(SyncException.class, () -> sender(faulty).send(List.of(manifest(Types.BB))));

    assertEquals(SyncException.Kind.TOKEN, failure.kind());
    assertEquals(List.of(), remote.paths());
    assertNothingStaged();
  }

  private static Manifest manifest(DataType type) {
    return manifest(HOPE, type);
  }

  private static Manifest manifest(Fault fault, DataType type) {
    return new Manifest.Builder("v22p12", fault, type, "test")
        .add(new Manifest.PartEntry(fault + "_" + type + ".tar", 1, "a".repeat(64)), List.of())
        .build();
  }

  private Sender sender(Remote to) {
    return new Sender(
        new CsVersion("v22p12"),
        staging,
        new Delivery(to, new RemoteProof(to, true), new Crew(1), List.of(), said),
        new FolderPages(ArchiveLayout.STANDARD, "fake:", Optional.empty()));
  }

  private void assertNothingStaged() throws Exception {
    try (Stream<Path> left = Files.list(staging)) {
      assertEquals(List.of(), left.toList());
    }
  }
}
