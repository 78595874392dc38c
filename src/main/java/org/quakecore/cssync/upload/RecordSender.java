package org.quakecore.cssync.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.RemoteProof;

/** Sends the records of an archive, last of all, and proves them. */
final class RecordSender {
  /** No fault's folder can start with an underscore. */
  private static final String FOLDER = "_root";

  /** Of merging with what others have changed. */
  private static final int TRIES = 3;

  private final Session session;

  RecordSender(Session session) {
    this.session = session;
  }

  /** Works out what is to be done, by what is there. */
  @FunctionalInterface
  interface Merge {
    List<RecordChange> with(RemoteSets there) throws SyncException;
  }

  /**
   * Does what is to be done, and tells the summary. What another run has changed in the meantime is
   * merged anew.
   *
   * @param there the version's folder as it is
   */
  void carryOut(RemoteSets there, Merge merge) throws SyncException {
    Map<String, RecordChange> changes = new LinkedHashMap<>();
    Optional<String> problem = Optional.empty();
    RemoteSets now = there;
    for (int tried = 1; tried <= TRIES; tried++) {
      List<RecordChange> open = merge.with(now);
      for (RecordChange change : open) {
        // What had arrived all the same need not be sent again, and was sent.
        boolean arrived = tried > 1 && change.content().isEmpty() && change.refused().isEmpty();
        if (!arrived) {
          changes.put(change.name(), change);
        }
      }
      problem = problemOfSending(open);
      if (problem.isEmpty()) {
        break;
      }
      now = listed();
    }
    for (RecordChange change : changes.values()) {
      boolean sent = change.content().isPresent();
      session.summary().record(change, sent ? problem : Optional.empty());
      if (sent && problem.isEmpty()) {
        session.summary().count(1, change.content().get().length);
      }
    }
  }

  private RemoteSets listed() throws SyncException {
    Remote remote = session.remote();
    return new RemoteSets(
        remote
            .list(session.options().version().name(), remote.traits().dropboxHashIsFree())
            .orElse(List.of()),
        session.options().layout(),
        remote.traits().caseInsensitive());
  }

  private Optional<String> problemOfSending(List<RecordChange> changes) throws SyncException {
    List<RecordChange> toSend =
        changes.stream().filter(each -> each.content().isPresent()).toList();
    if (toSend.isEmpty()) {
      return Optional.empty();
    }
    session.progress().say("#### Uploading misc files from root");
    Path folder = session.options().toUpload().resolve(FOLDER);
    try {
      Files.createDirectories(folder);
      List<RemoteProof.Expected> files = new ArrayList<>();
      for (RecordChange change : toSend) {
        Path file = Files.write(folder.resolve(change.name()), change.content().get());
        files.add(
            new RemoteProof.Expected(
                change.name(), Files.size(file), ContentHash.of(file, bytes -> {})));
      }
      Path log = session.options().toUpload().resolve("root_progress.log");
      session
          .delivery()
          .deliver(folder, session.options().version().name(), files, Optional.of(log));
      return Optional.empty();
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      return Optional.of(failure.getMessage());
    } finally {
      FileUtils.deleteQuietly(folder.toFile());
    }
  }
}
