package org.quakecore.cssync.remote;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.FaultyRemote;
import org.quakecore.cssync.testing.Operation;

/** The remote in memory keeps the contract, so what is tested with it holds for real ones. */
class FakeRemoteTest extends RemoteContract {
  private final FakeRemote remote = new FakeRemote(true, false);

  @Override
  public Remote remote() {
    return remote;
  }

  @Test
  void namesThatDifferByCaseAreOneWhereTheRemoteIsLikeDropbox() throws Exception {
    FakeRemote dropbox = new FakeRemote();
    dropbox.put("v/Foo/x", "1");
    dropbox.put("V/foo/X", "22");
    assertEquals(List.of("v/Foo/x"), dropbox.paths());
    assertEquals(1, dropbox.list("V/FOO", true).orElseThrow().size());
  }

  @Test
  void aLookFindsAFileInAnotherCaseUnderTheNameAskedFor() throws Exception {
    FakeRemote dropbox = new FakeRemote();
    dropbox.put("v/F/one.tar", "1");
    List<StoredFile> found = dropbox.look("v", List.of("f/ONE.TAR"), true);
    assertEquals(List.of("f/ONE.TAR"), found.stream().map(StoredFile::path).toList());
  }

  @Test
  void callsAndBytesAreCounted() throws Exception {
    write("x", "123");
    send("v", "x");
    assertEquals(1, remote.calls(Operation.SEND));
    assertEquals(3, remote.bytesSent());
    assertEquals(OptionalLong.empty(), remote.freeBytes());
  }

  @Test
  void aFullRemoteRefuses() throws Exception {
    remote.setCapacity(4);
    write("x", "123");
    send("v", "x");
    assertEquals(OptionalLong.of(1), remote.freeBytes());
    write("y", "45");
    assertEquals(Kind.QUOTA_FULL, kindOf(() -> send("v", "y")));
  }

  @Test
  void aFaultyRemoteFailsWhenToldAndDoesHarmInSilence() throws Exception {
    write("x", "1234");
    write("y", "1234");
    write("z", "1234");
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .fail(Operation.LIST, 2, Kind.TOKEN)
            .failAfterFiles(Operation.SEND, 2, 1, Kind.REMOTE)
            .truncateSent("v/x")
            .corruptSent("v/y")
            .loseSent("v/z");
    List<String> names = List.of("x", "y", "z");
    faulty.send(here, "v", names, transfer());
    assertEquals(Set.of("x", "y", "z"), faulty.differing(here, "v", names));
    assertEquals(List.of("x", "y"), paths("v"));
    assertEquals(2, faulty.list("v", false).orElseThrow().size());
    assertEquals(Kind.TOKEN, kindOf(() -> faulty.list("v", false)));
    assertEquals(Kind.REMOTE, kindOf(() -> faulty.send(here, "v", names, transfer())));
    assertEquals(Set.of("y", "z"), faulty.differing(here, "v", names));
    faulty.stopAfter(1).traits();
    assertEquals(Kind.INTERRUPTED, kindOf(() -> faulty.delete("v/x")));
    assertEquals(List.of("v/x", "v/y"), remote.paths());
  }

  @Test
  void aFaultyRemoteBreaksStreamsAsItIsTold() throws Exception {
    FaultyRemote faulty =
        new FaultyRemote(remote)
            .failStream("v/a", 4, Kind.REMOTE)
            .truncateStream("v/b", 4)
            .corruptSent("v/c")
            .loseSent("v/d")
            .fail(Operation.STREAM, 6, Kind.QUOTA_FULL);
    Remote.Source source = out -> out.write("12345678".getBytes(UTF_8));
    assertEquals(Kind.REMOTE, kindOf(() -> faulty.stream("v/a", source, transfer())));
    assertEquals(4, told.get());
    for (String path : List.of("v/b", "v/c", "v/d", "v/a")) {
      faulty.stream(path, source, transfer());
    }
    assertEquals(36, told.get());
    assertEquals(List.of("v/a", "v/b", "v/c"), remote.paths());
    assertEquals("12345678", new String(read("v/a", 0, -1), UTF_8));
    assertEquals("1234", new String(read("v/b", 0, -1), UTF_8));
    assertEquals("12345679", new String(read("v/c", 0, -1), UTF_8));
    assertEquals(Kind.QUOTA_FULL, kindOf(() -> faulty.stream("v/a", source, transfer())));
    assertEquals(3, remote.calls(Operation.STREAM));
  }

  @Test
  void aFaultyRemoteBreaksReadsAsItIsTold() throws Exception {
    remote.put("v/x", "12345678");
    FaultyRemote faulty = new FaultyRemote(remote).corruptRead("v/x");
    Remote.Sink<String> text = in -> new String(in.readAllBytes(), UTF_8);
    assertEquals("35", faulty.read("v/x", 2, 2, text));
    assertEquals("34", faulty.read("v/x", 2, 2, text));
    assertEquals("345", faulty.shortRead("v/x", 3).read("v/x", 2, -1, text));
    faulty.shortRead("v/x", 3);
    assertEquals(Kind.DATA, kindOf(() -> faulty.read("v/x", 2, 6, text)));
    faulty.shortRead("v/x", 3);
    assertEquals(1, faulty.<Integer>read("v/x", 2, 6, in -> in.readNBytes(1).length));
    faulty.fail(Operation.READ, 6, Kind.TOKEN);
    assertEquals(Kind.TOKEN, kindOf(() -> faulty.read("v/x", 0, -1, text)));
  }
}
