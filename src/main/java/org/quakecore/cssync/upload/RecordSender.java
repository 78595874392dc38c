package org.quakecore.cssync.upload;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.FileUtils;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.transfer.RemoteProof;

/** Sends the records of an archive, last of all, and proves them. */
final class RecordSender {
  /** No fault's folder can start with an underscore. */
  private static final String FOLDER = "_root";

  private final Session session;

  RecordSender(Session session) {
    this.session = session;
  }

  /** Does what is to be done, and tells the summary. */
  void carryOut(List<RecordChange> changes) throws SyncException {
    Optional<String> problem = problemOfSending(changes);
    for (RecordChange change : changes) {
      boolean sent = change.content().isPresent();
      session.summary().record(change, sent ? problem : Optional.empty());
      if (sent && problem.isEmpty()) {
        session.summary().count(1, change.content().get().length);
      }
    }
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
