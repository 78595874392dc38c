package org.quakecore.cssync.remote.rclone;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.PlainPath;

/**
 * Moves and deletes what a remote has. Where rclone fails it is looked whether the change was made
 * all the same: a reply that is lost makes it try again, and then not find what it has changed.
 */
public final class Changes {
  private final Rclone remote;
  private final Program program;
  private final TemporaryPlace place;

  public Changes(Rclone remote, Program program, TemporaryPlace place) {
    this.remote = remote;
    this.program = program;
    this.place = place;
  }

  public void move(String from, String to) throws SyncException {
    PlainPath.require(from);
    PlainPath.require(to);
    try {
      tell("moveto", remote.address(from), remote.address(to));
    } catch (SyncException e) {
      if (mayHaveHappened(e) && !exists(from) && exists(to)) {
        return;
      }
      throw e;
    }
  }

  public void delete(String file) throws SyncException {
    PlainPath.require(file);
    try {
      tell("deletefile", remote.address(file));
    } catch (SyncException e) {
      if (!mayHaveHappened(e) || exists(file)) {
        throw e;
      }
    }
  }

  public void delete(String folder, List<String> names) throws SyncException {
    try (NameList list = new NameList(place, names)) {
      List<String> arguments = new ArrayList<>(List.of("delete", "--use-json-log"));
      arguments.addAll(list.arguments());
      arguments.addAll(List.of("--", remote.address(folder)));
      program.tell(arguments);
    } catch (SyncException e) {
      if (!mayHaveHappened(e) || !remote.look(folder, names, false).isEmpty()) {
        throw e;
      }
    }
  }

  public void deleteFolder(String folder) throws SyncException {
    PlainPath.require(folder);
    try {
      tell("purge", remote.address(folder));
    } catch (SyncException e) {
      if (!mayHaveHappened(e) || remote.folders(folder).isPresent()) {
        throw e;
      }
    }
  }

  private void tell(String command, String... addresses) throws SyncException {
    List<String> arguments = new ArrayList<>(List.of(command, "--use-json-log", "--"));
    arguments.addAll(List.of(addresses));
    program.tell(arguments);
  }

  private static boolean mayHaveHappened(SyncException failure) {
    return failure.kind() == Kind.REMOTE || failure.kind() == Kind.DATA;
  }

  private boolean exists(String path) throws SyncException {
    return remote.find(path).isPresent();
  }
}
