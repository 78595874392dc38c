package org.quakecore.cssync.upload;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.upload.plan.Comparison;
import org.quakecore.cssync.upload.plan.Growth;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.PlannedSet.Decision;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.State;
import org.quakecore.cssync.upload.plan.SourceSet;
import org.quakecore.cssync.upload.plan.SourceState;

/**
 * Everything that is done for one fault, told in one block. Its files are on their way at the same
 * time; whoever ends the last one of a set concludes the set, and the last set ends the fault.
 */
final class FaultWork {
  private final Fault fault;
  private final List<PlannedSet> planned;
  private final RemoteSets before;
  private final List<SetProgress> sets;
  private final Session session;
  private final FaultLines lines;
  private final List<Manifest> manifests = new ArrayList<>();
  private final List<SetProgress> concluded = new ArrayList<>();
  private final AtomicInteger open = new AtomicInteger(1);
  private final FaultEnds ends;

  /**
   * @param before what the remote had when the run began
   * @param ends is given the fault when nothing is left but to {@link #end} it
   */
  FaultWork(
      Fault fault, List<PlannedSet> planned, RemoteSets before, Session session, FaultEnds ends) {
    this.fault = fault;
    this.before = before;
    this.planned = planned;
    this.sets = planned.stream().filter(PlannedSet::isWorkedOn).map(SetProgress::new).toList();
    this.session = session;
    this.lines = new FaultLines(fault, session);
    this.ends = ends;
  }

  FaultBlocks.Block block() {
    return lines.block();
  }

  void uploading(String destination) {
    lines.uploading(destination);
  }

  void keeping(String name) {
    lines.keeping(name);
  }

  /** The sets of which it has to be read whether they are still what is on the remote. */
  List<SetProgress> comparisons() {
    return sets.stream().filter(set -> set.planned().comparison().isPresent()).toList();
  }

  /**
   * Prints the fault's heading, clears its staging folder of what nobody can use, and lists the
   * files that have to get to the remote.
   */
  List<FileTask> begin() throws SyncException {
    open.addAndGet(sets.size());
    lines.heading(planned.stream().filter(set -> set.decision() == Decision.REFUSE).toList());
    if (sets.isEmpty()) {
      return List.of();
    }
    List<String> reusable =
        sets.stream()
            .flatMap(set -> record(set).stream())
            .flatMap(record -> record.files().stream())
            .filter(file -> file.knownHash().isPresent())
            .map(FileRecord::name)
            .toList();
    session.stager().prepare(fault, reusable, lines.block());
    List<FileTask> tasks = new ArrayList<>();
    Map<DataType, SetRecord> begun = new TreeMap<>();
    List<SetProgress> sent = sets.stream().filter(set -> set.planned().isSent()).toList();
    for (SetProgress set : sent) {
      tasks.addAll(begin(set, begun));
    }
    // One record a fault, for each takes the disk its time.
    session.records().put(fault, begun);
    for (SetProgress set : sent) {
      closeOne(set);
    }
    return tasks;
  }

  private List<FileTask> begin(SetProgress set, Map<DataType, SetRecord> begun)
      throws SyncException {
    List<FileTask> tasks = new ArrayList<>();
    List<FileRecord> records = new ArrayList<>();
    try {
      if (set.planned().decision() == Decision.REPLACE) {
        session.locks().require(fault);
      }
      Optional<SetRecord> earlier = record(set);
      for (OutgoingFile file : set.planned().set().files()) {
        FileRecord now = SourceState.record(file);
        Optional<FileRecord> before = earlier.flatMap(known -> known.file(file.name()));
        FileTask task = new FileTask(this, set, file, now, before);
        records.add(task.known().orElse(now));
        tasks.add(task);
      }
    } catch (SyncException failure) {
      fail(set, failure);
      return List.of();
    }
    boolean replacing = set.planned().decision() == Decision.REPLACE;
    boolean appending = set.planned().decision() == Decision.APPEND;
    begun.put(
        type(set),
        new SetRecord(appending ? State.APPENDING : State.SENDING, replacing, 0, records));
    tasks.forEach(task -> set.underWay());
    set.planned().comparison().ifPresent(each -> set.underWay());
    return tasks;
  }

  /** Sends a file and proves it. */
  void send(Shipping shipping, FileTask task) throws SyncException, InterruptedException {
    try {
      if (!session.crew().hasTimeFor(task.file().size())) {
        task.set().leave();
      } else if (task.set().failure().isEmpty()) {
        session.summary().begun(task.set());
        shipping.ship(task);
      }
    } catch (SyncException failure) {
      session.progress().failed(task.packing());
      session.progress().failed(task.item());
      if (failure.kind() == Kind.OUT_OF_TIME) {
        task.set().leave();
      } else {
        fail(task.set(), failure);
      }
    }
    closeOne(task.set());
  }

  /** Reads sources whose times have changed, and settles by their content what becomes of a set. */
  void compare(SetProgress set) throws SyncException {
    Comparison comparison = set.planned().comparison().orElseThrow();
    session.summary().begun(set);
    lines.comparing(set.planned().set(), comparison);
    try {
      session.locks().require(fault);
      Manifest settled = comparison.settle();
      if (set.planned().decision() == Decision.APPEND) {
        set.settled(settled);
      } else {
        synchronized (manifests) {
          manifests.add(settled);
        }
      }
    } catch (SyncException failure) {
      fail(set, failure);
    }
    closeOne(set);
  }

  /**
   * Notes that a set cannot go on.
   *
   * @throws SyncException the failure itself, when it ends the whole run
   */
  void fail(SetProgress set, SyncException failure) throws SyncException {
    if (failure.kind().stopsTheRun()) {
      throw failure;
    }
    if (set.failure().isEmpty()) {
      lines.error(set.planned().set(), failure.getMessage());
    }
    set.failed(failure.getMessage());
  }

  /** Ends one file of a set, or its beginning; whoever ends the last concludes the set. */
  void closeOne(SetProgress set) throws SyncException {
    if (!set.closeOne()) {
      return;
    }
    if (set.isWell() && set.planned().decision() == Decision.REPLACE) {
      ends.replace(this, set);
    } else if (set.isWell() && set.planned().decision() == Decision.APPEND) {
      ends.append(this, set);
    } else {
      conclude(set, Optional.empty());
    }
  }

  /**
   * What the remote has of a set that is proven and is to replace another: as it was planned, and
   * what has come since.
   */
  List<StoredFile> standing(SetProgress set) {
    List<StoredFile> files = new ArrayList<>(before.of(fault, type(set)));
    files.addAll(before.retired(fault, type(set)));
    files.addAll(AppendFolder.left(before, fault, type(set)));
    String incoming = set.planned().destination();
    for (RemoteProof.Expected file : set.proven()) {
      files.add(
          new StoredFile(
              incoming + "/" + file.name(),
              file.size(),
              Instant.EPOCH,
              Optional.of(file.contentHash())));
    }
    return files;
  }

  /**
   * Concludes a set whose files are where they belong.
   *
   * @param problem why they are not
   */
  void conclude(SetProgress set, Optional<SyncException> problem) throws SyncException {
    try {
      if (problem.isPresent()) {
        throw problem.get();
      }
      if (set.unfitness().isPresent()) {
        throw new SyncException(Kind.DATA, set.unfitness().get());
      }
      if (set.isWell()) {
        conclude(set);
      }
    } catch (SyncException failure) {
      fail(set, failure);
    }
    set.failure()
        .ifPresent(
            why -> {
              session.progress().failed(Item.set(set.planned().set().title()));
              session.summary().failed(set.planned(), why);
            });
    closeFault();
  }

  /** Ends the beginning of the fault itself. */
  void closeFault() throws SyncException {
    if (open.decrementAndGet() == 0) {
      oweManifests();
      ends.end(this);
    }
  }

  /** What vouches for the sets that are done, once it is on the remote. */
  List<Manifest> manifests() {
    synchronized (manifests) {
      return List.copyOf(manifests);
    }
  }

  /**
   * Ends the fault, and tells what has become of it.
   *
   * @param problem why the manifests could not be sent
   */
  void end(Optional<String> problem) throws SyncException {
    for (SetProgress set : concluded) {
      if (problem.isPresent()) {
        lines.error(set.planned().set(), problem.get());
        session.summary().failed(set.planned(), problem.get());
      } else {
        session.summary().ended(set);
      }
    }
    if (!sets.isEmpty()) {
      boolean left = sets.stream().anyMatch(SetProgress::isLeft);
      boolean failed = sets.stream().anyMatch(set -> set.failure().isPresent());
      lines.result(failed ? "failed" : left ? "stopped: the time is up" : "completed", names());
      if (!left) {
        session.stager().removeAll(fault);
      }
    }
    lines.close();
    session.progress().done(Item.fault(fault));
  }

  /**
   * What stands in the fault's folder: what did before, but for what was replaced, and what came.
   */
  private SortedSet<String> names() {
    SortedSet<String> names = new TreeSet<>(before.namesOf(fault));
    for (SetProgress set : sets) {
      PlannedSet plan = set.planned();
      if (set.isWell() && plan.growth().isPresent()) {
        names.remove(plan.growth().get().last());
        names.add(plan.growth().get().then());
      } else if (set.isWell() && plan.isSent()) {
        before.of(fault, plan.set().type()).forEach(file -> names.remove(file.name()));
      }
      boolean inPlace = plan.destination().equals(plan.set().type().folder(fault));
      set.proven().stream()
          .filter(file -> set.isWell() || inPlace)
          .forEach(file -> names.add(file.name()));
    }
    return names;
  }

  private void conclude(SetProgress set) throws SyncException {
    PlannedSet plan = set.planned();
    if (plan.isSent()) {
      for (StoredFile stray : plan.strays()) {
        session.remote().delete(session.path(stray.path()));
      }
      session.records().advance(fault, type(set), State.PROVEN);
      if (plan.decision() != Decision.APPEND) {
        addManifest(plan);
      }
    }
    session.summary().proven(set);
    synchronized (manifests) {
      concluded.add(set);
    }
  }

  /** Sets that an earlier run proved, and did not come to write the manifest of. */
  private void oweManifests() throws SyncException {
    for (PlannedSet owing : planned.stream().filter(PlannedSet::manifestOwed).toList()) {
      try {
        session.locks().require(fault);
        addManifest(owing);
      } catch (SyncException failure) {
        if (failure.kind().stopsTheRun()) {
          throw failure;
        }
        lines.error(owing.set(), failure.getMessage());
        session.summary().failed(owing, failure.getMessage());
      }
    }
  }

  /**
   * A set that grows, as it will be.
   *
   * @throws SyncException DATA where that cannot be told
   */
  Append.Longer longer(SetProgress set) throws SyncException {
    SourceSet source = set.planned().set();
    Optional<Growth> growth = set.planned().growth();
    Optional<Manifest> added =
        record(set).flatMap(record -> session.manifests().of(source, record));
    if (growth.isEmpty() || added.isEmpty()) {
      throw new SyncException(
          Kind.DATA,
          "an append that was begun before has to be finished first; run the same command again");
    }
    session.append().requireProven(growth.get());
    Manifest now = set.settled().orElse(growth.get().before());
    return new Append.Longer(fault, source.type(), growth.get().after(now, added.get()));
  }

  private void addManifest(PlannedSet plan) {
    SourceSet set = plan.set();
    synchronized (manifests) {
      session
          .records()
          .of(fault, set.type())
          .flatMap(record -> session.manifests().of(set, record))
          .ifPresent(manifests::add);
    }
  }

  private Optional<SetRecord> record(SetProgress set) {
    return session.records().of(fault, type(set));
  }

  private static DataType type(SetProgress set) {
    return set.planned().set().type();
  }
}
