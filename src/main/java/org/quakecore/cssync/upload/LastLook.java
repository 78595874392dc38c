package org.quakecore.cssync.upload;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.upload.plan.Growth;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;
import org.quakecore.cssync.upload.plan.SourceSet;

/**
 * Traverses the remote when everything is done, and looks whether all that is supposed to be there
 * is. A file that was there after its transfer may be gone by now.
 */
final class LastLook {
  private final Session session;

  LastLook(Session session) {
    this.session = session;
  }

  /**
   * Moves sets that are not there after all from the done to the failed.
   *
   * @return what is there
   */
  RemoteSets check() throws SyncException {
    boolean hashes = session.remote().traits().dropboxHashIsFree();
    List<StoredFile> listing =
        session.remote().list(session.options().version().name(), hashes).orElse(List.of());
    RemoteSets there =
        new RemoteSets(
            listing, session.options().layout(), session.remote().traits().caseInsensitive());
    for (PlannedSet set : session.summary().supposedlyThere()) {
      Optional<String> problem =
          set.isSent() ? sentProblem(set, there, hashes) : skippedProblem(set, there);
      if (problem.isPresent()) {
        session.summary().failed(set, "in the last look, " + problem.get());
        session
            .progress()
            .say(Summary.issue(set.set(), "successfully uploaded, but not found online"));
      }
    }
    return there;
  }

  private static Optional<String> skippedProblem(PlannedSet set, RemoteSets there) {
    SourceSet source = set.set();
    return there.isComplete(source.fault(), source.type())
        ? Optional.empty()
        : Optional.of("it was no longer whole");
  }

  private Optional<String> sentProblem(PlannedSet set, RemoteSets there, boolean hashes) {
    SourceSet source = set.set();
    Map<String, StoredFile> found = new HashMap<>();
    there.of(source.fault(), source.type()).forEach(file -> found.put(file.name(), file));
    for (Manifest.PartEntry part : set.growth().map(Growth::kept).orElse(List.of())) {
      StoredFile remote = found.remove(part.name());
      boolean same =
          remote != null
              && remote.size() == part.size()
              && (!hashes || remote.contentHash().equals(Optional.of(part.contentHash())));
      if (!same) {
        return Optional.of(part.name() + " is not there, or not as it was");
      }
    }
    for (OutgoingFile file : source.files()) {
      StoredFile remote = found.remove(file.name());
      if (remote == null) {
        return Optional.of(file.name() + " is not there");
      }
      if (remote.size() != file.size()) {
        return Optional.of(file.name() + " has " + remote.size() + " bytes, not " + file.size());
      }
      Optional<String> known = recordedHash(source, file);
      if (hashes && known.isPresent() && !remote.contentHash().equals(known)) {
        return Optional.of(file.name() + " has another content");
      }
    }
    return found.isEmpty()
        ? Optional.empty()
        : Optional.of("there is also " + String.join(", ", found.keySet()));
  }

  private Optional<String> recordedHash(SourceSet set, OutgoingFile file) {
    Optional<SetRecord> record = session.records().of(set.fault(), set.type());
    return record.flatMap(known -> known.file(file.name())).flatMap(FileRecord::knownHash);
  }
}
