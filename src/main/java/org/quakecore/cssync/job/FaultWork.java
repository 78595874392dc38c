package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.job.PlannedSet.Decision;
import org.quakecore.cssync.job.SendingRecord.FileRecord;
import org.quakecore.cssync.job.SendingRecord.SetRecord;
import org.quakecore.cssync.job.SendingRecord.State;
import org.quakecore.cssync.remote.RemoteFile;

/** Everything that is done for one fault, told in one block. */
final class FaultWork {
  /**
   * A file that lies staged.
   *
   * @param stagedBytes what it costs in the staging folder; 0 for a sample
   */
  record StagedFile(SetProgress set, Proof.Expected file, long stagedBytes) {}

  /** Where the packer puts what it staged. */
  interface Staged {
    /** Waits until this much may be staged. */
    void makeRoom(long bytes) throws InterruptedException;

    /** Gives room back that turned out not to be needed. */
    void giveUp(long bytes);

    void add(String destination, StagedFile file);
  }

  private final Fault fault;
  private final List<PlannedSet> refused;
  private final List<SetProgress> sets;
  private final UploadParts parts;
  private final FaultLines lines;
  private final AtomicInteger open = new AtomicInteger(1);

  FaultWork(Fault fault, List<PlannedSet> planned, UploadParts parts) {
    this.fault = fault;
    this.refused = planned.stream().filter(set -> set.decision() == Decision.REFUSE).toList();
    this.sets = planned.stream().filter(PlannedSet::isSent).map(SetProgress::new).toList();
    this.parts = parts;
    this.lines = new FaultLines(fault, parts);
  }

  List<SetProgress> sets() {
    return sets;
  }

  /** Prints the fault's heading and clears its staging folder of what nobody can use. */
  void begin() throws SyncException {
    open.addAndGet(sets.size());
    lines.heading(refused);
    if (sets.isEmpty()) {
      return;
    }
    List<String> reusable = new ArrayList<>();
    for (SetProgress set : sets) {
      record(set)
          .ifPresent(
              known ->
                  known.files().stream()
                      .filter(file -> file.knownHash().isPresent())
                      .forEach(file -> reusable.add(file.name())));
    }
    parts.stager().prepare(fault, reusable, lines.block());
  }

  /** Stages the files of one set, but for those that are on the remote and right. */
  void packSet(SetProgress set, Staged staged) throws SyncException, InterruptedException {
    SourceSet source = set.planned().set();
    try {
      List<FileRecord> now = new ArrayList<>();
      for (OutgoingFile file : source.files()) {
        now.add(SourceState.record(file));
      }
      Optional<SetRecord> earlier = record(set);
      begin(set, now, earlier);
      for (int i = 0; i < now.size(); i++) {
        FileRecord sources = now.get(i);
        Optional<FileRecord> before = earlier.flatMap(known -> known.file(sources.name()));
        packFile(set, source.files().get(i), sources, before, staged);
      }
    } catch (SyncException failure) {
      fail(set, failure);
    }
  }

  private void begin(SetProgress set, List<FileRecord> now, Optional<SetRecord> earlier)
      throws SyncException {
    List<FileRecord> files = new ArrayList<>();
    for (FileRecord file : now) {
      Optional<FileRecord> known =
          earlier
              .flatMap(record -> record.file(file.name()))
              .filter(before -> SourceState.isUnchanged(before, file));
      files.add(known.orElse(file));
    }
    boolean replacing = set.planned().decision() == Decision.REPLACE;
    parts.records().put(fault, type(set), new SetRecord(State.SENDING, replacing, 0, files));
  }

  private void packFile(
      SetProgress set,
      OutgoingFile file,
      FileRecord sources,
      Optional<FileRecord> before,
      Staged staged)
      throws SyncException, InterruptedException {
    Optional<FileRecord> unchanged =
        before.filter(
            known -> known.knownHash().isPresent() && SourceState.isUnchanged(known, sources));
    Optional<RemoteFile> present = present(set, file);
    if (present.isPresent() && unchanged.isPresent() && comparesHashes()) {
      // Sources that did not change make the same tar again: no need to make it to compare it.
      if (isRight(set, expected(unchanged.get()))) {
        keep(set, file, expected(unchanged.get()));
        parts.progress().advance(Stager.STAGE, file.packingBytes());
        return;
      }
    }
    long cost = file.part().isPresent() ? file.size() : 0;
    staged.makeRoom(cost);
    boolean handedOver = false;
    try {
      FileRecord made =
          parts.stager().stage(set.planned().set(), file, sources, before, lines.block());
      parts.records().learnt(fault, type(set), made);
      if (present.isPresent() && isRight(set, expected(made))) {
        parts.stager().remove(fault, file.name());
        keep(set, file, expected(made));
        return;
      }
      set.underWay();
      handedOver = true;
      staged.add(set.planned().destination(), new StagedFile(set, expected(made), cost));
    } finally {
      if (!handedOver) {
        staged.giveUp(cost);
      }
    }
  }

  /** Sends a load and proves it; called from a sender's thread. */
  void deliver(String destination, List<StagedFile> load) throws SyncException {
    lines.uploading(destination);
    List<Proof.Expected> files = load.stream().map(StagedFile::file).toList();
    try {
      parts
          .delivery()
          .deliver(
              parts.stager().folder(fault),
              parts.path(destination),
              files,
              parts.stager().progressLog(fault));
      for (StagedFile file : load) {
        file.set().arrived(file.file());
        parts.summary().count(1, file.file().size());
        parts.progress().finished("sent " + file.file().name(), file.file().size());
      }
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      for (StagedFile file : load) {
        fail(file.set(), failure);
      }
    }
    for (StagedFile file : load) {
      parts.stager().remove(fault, file.file().name());
      closeOne(file.set());
    }
  }

  /** Ends one file of a set, or its packing; whoever ends the last concludes the set. */
  void closeOne(SetProgress set) throws SyncException {
    if (!set.closeOne()) {
      return;
    }
    if (set.failure().isEmpty()) {
      try {
        conclude(set);
      } catch (SyncException failure) {
        fail(set, failure);
      }
    }
    set.failure().ifPresent(why -> parts.summary().failed(set.planned(), why));
    closeFault();
  }

  void closePacking() throws SyncException {
    closeFault();
  }

  private void conclude(SetProgress set) throws SyncException {
    PlannedSet planned = set.planned();
    if (planned.decision() == Decision.REPLACE) {
      parts.records().advance(fault, type(set), State.EXCHANGING);
      parts.exchange().finish(fault, type(set), set.proven());
    }
    for (RemoteFile stray : planned.strays()) {
      parts.remote().delete(parts.path(stray.path()));
    }
    parts.records().advance(fault, type(set), State.PROVEN);
    parts.summary().sent(planned, set.proven().size() - set.kept(), set.kept());
  }

  private void closeFault() throws SyncException {
    if (open.decrementAndGet() > 0) {
      return;
    }
    if (!sets.isEmpty()) {
      lines.result(sets.stream().anyMatch(set -> set.failure().isPresent()));
      parts.stager().removeAll(fault);
    }
    lines.close();
  }

  private void fail(SetProgress set, SyncException failure) throws SyncException {
    if (failure.kind().stopsTheRun()) {
      throw failure;
    }
    if (set.failure().isEmpty()) {
      lines.error(set.planned().set(), failure.getMessage());
    }
    set.failed(failure.getMessage());
  }

  private void keep(SetProgress set, OutgoingFile file, Proof.Expected expected) {
    lines.keeping(file.name());
    set.keptAsItIs(expected);
    parts.progress().advance(Delivery.STAGE, file.size());
  }

  private boolean comparesHashes() throws SyncException {
    return parts.fullProof().comparesHashes();
  }

  private boolean isRight(SetProgress set, Proof.Expected file) throws SyncException {
    String folder = parts.path(set.planned().destination());
    return parts
        .fullProof()
        .problems(folder, parts.stager().folder(fault), List.of(file))
        .isEmpty();
  }

  private static Optional<RemoteFile> present(SetProgress set, OutgoingFile file) {
    return set.planned().present().stream()
        .filter(there -> there.name().equals(file.name()) && there.size() == file.size())
        .findFirst();
  }

  private Optional<SetRecord> record(SetProgress set) {
    return parts.records().of(fault, type(set));
  }

  private static DataType type(SetProgress set) {
    return set.planned().set().type();
  }

  private static Proof.Expected expected(FileRecord file) {
    return new Proof.Expected(file.name(), file.size(), file.contentHash());
  }
}
