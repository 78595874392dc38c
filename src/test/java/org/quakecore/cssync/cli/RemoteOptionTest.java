package org.quakecore.cssync.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.testing.FakeRemote;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.ArgSpec;

class RemoteOptionTest {
  private static final String STANDARD = "dropbox:Cybershake";
  private static final String EARLIER = "dropbox:/QuakeCoRE/Public/Cybershake";

  private final FakeRemote standard = new FakeRemote();
  private final FakeRemote earlier = new FakeRemote();
  private final List<String> asked = new ArrayList<>();

  @Command
  static final class AnyCommand {
    @Mixin private RemoteOption remote;
  }

  /** As if CS_SYNC_REMOTE were not set, whatever it is where the tests run. */
  static final class NoEnvironment implements IDefaultValueProvider {
    @Override
    public String defaultValue(ArgSpec argSpec) {
      return CommandLine.Option.NULL_VALUE;
    }
  }

  private final class Known implements Remotes {
    @Override
    public Remote at(String root, Access access) {
      asked.add(root);
      return root.equals(EARLIER) ? earlier : standard;
    }

    @Override
    public Set<String> names() {
      return Set.of("dropbox", "my box");
    }
  }

  private Remote remote(String... arguments) throws SyncException {
    AnyCommand command = new AnyCommand();
    new CommandLine(command).setDefaultValueProvider(new NoEnvironment()).parseArgs(arguments);
    return command.remote.in(new Known(), Access.usual(TemporaryPlace.ofThisMachine()));
  }

  private String refused(String... arguments) {
    SyncException refused = assertThrows(SyncException.class, () -> remote(arguments));
    assertEquals(Kind.USAGE, refused.kind());
    return refused.getMessage();
  }

  @Test
  void aRelativePathThatIsTheNameOfARemoteIsRefusedWithBothWaysToWriteIt() {
    assertTrue(
        refused("--remote", "dropbox")
            .endsWith("write dropbox: for the remote, or ./dropbox for the folder"));
    assertTrue(
        refused("--remote", "dropbox/Cybershake/x")
            .endsWith(
                "write dropbox:Cybershake/x for the remote, or ./dropbox/Cybershake/x for the"
                    + " folder"));
    assertTrue(
        refused("--remote", "Dropbox/")
            .endsWith("write dropbox: for the remote, or ./Dropbox/ for the folder"));
    assertTrue(
        refused("--remote", "my box/a")
            .endsWith("write my box:a for the remote, or ./my box/a for the folder"));
    assertEquals(List.of(), asked);
  }

  @Test
  void aPathThatCannotBeMeantForARemoteIsTaken() throws Exception {
    for (String root :
        List.of("./dropbox", "/dropbox", "../dropbox", "dropbox:", "dropbox:a", "boxes/dropbox")) {
      remote("--remote", root);
    }
    assertEquals(6, asked.size());
  }

  @Test
  void whereTwoArchivesAreKnownAndNoneIsNamedItIsAskedWhich() throws Exception {
    earlier.put("v22p4/list.txt", "Hope 3r");

    String message = refused();

    assertTrue(message.contains("export CS_SYNC_REMOTE=" + EARLIER), message);
    assertTrue(message.contains("export CS_SYNC_REMOTE=" + STANDARD), message);
    assertEquals(standard, remote("--remote", STANDARD));
    assertEquals(earlier, remote("--remote", EARLIER));
  }

  @Test
  void whereOnlyOneArchiveIsKnownItIsTheDefault() throws Exception {
    assertEquals(standard, remote());
  }
}
