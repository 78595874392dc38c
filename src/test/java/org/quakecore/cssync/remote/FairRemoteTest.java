package org.quakecore.cssync.remote;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;

class FairRemoteTest extends RemoteContract {
  private final FakeRemote sound = new FakeRemote(true, false);
  private final FaultyRemote faulty = new FaultyRemote(sound);
  private final FairRemote fair = new FairRemote(faulty);

  @Override
  public Remote remote() {
    return fair;
  }

  @Test
  void whereTheRemoteAnswersABrokenTransferIsTheFilesTrouble() throws Exception {
    write("x", "123");
    faulty.fail(Operation.SEND, 1, Kind.REMOTE);
    assertEquals(Kind.DATA, kindOf(() -> send("v", "x")));
    send("v", "x");
    faulty.fail(Operation.FETCH, 1, Kind.REMOTE).fail(Operation.DELETE, 1, Kind.REMOTE);
    assertEquals(Kind.DATA, kindOf(() -> fair.fetch("v", here, List.of("x"), transfer())));
    assertEquals(Kind.DATA, kindOf(() -> fair.delete("v/x")));
  }

  @Test
  void whereTheRemoteDoesNotAnswerTheTroubleIsItsOwn() throws Exception {
    write("x", "123");
    faulty.fail(Operation.SEND, 1, Kind.REMOTE).fail(Operation.FOLDERS, 1, Kind.REMOTE);
    assertEquals(Kind.REMOTE, kindOf(() -> send("v", "x")));
    faulty.fail(Operation.SEND, 2, Kind.REMOTE).fail(Operation.FOLDERS, 2, Kind.TOKEN);
    assertEquals(Kind.TOKEN, kindOf(() -> send("v", "x")));
  }

  @ParameterizedTest
  @EnumSource(
      value = Kind.class,
      names = {"TOKEN", "QUOTA_FULL", "DISK_FULL", "DATA", "USAGE"})
  void anyOtherFailureIsLeftAsItIs(Kind kind) throws Exception {
    write("x", "123");
    faulty.fail(Operation.SEND, 1, kind);
    assertEquals(kind, kindOf(() -> send("v", "x")));
    assertEquals(0, sound.calls(Operation.FOLDERS));
  }

  @Test
  void aQuestionThatFailsIsTheRemotesTrouble() {
    faulty.fail(Operation.LIST, 1, Kind.REMOTE).fail(Operation.LOOK, 1, Kind.REMOTE);
    assertEquals(Kind.REMOTE, kindOf(() -> fair.list("v", false)));
    assertEquals(Kind.REMOTE, kindOf(() -> fair.look("v", List.of("x"), false)));
  }

  @Test
  void tooManyFilesThatBreakInARowAreTheRemotesTrouble() throws Exception {
    for (int i = 1; i <= 42; i++) {
      faulty.fail(Operation.DELETE, i, Kind.REMOTE);
    }
    for (int i = 0; i < 20; i++) {
      String file = "v/" + i;
      assertEquals(Kind.DATA, kindOf(() -> fair.delete(file)), file);
      assertEquals(Kind.DATA, kindOf(() -> fair.delete("v/0")), "the same once more");
    }
    assertEquals(Kind.REMOTE, kindOf(() -> fair.delete("v/20")));
    write("x", "123");
    send("v", "x");
    assertEquals(Kind.DATA, kindOf(() -> fair.delete("v/21")));
  }
}
