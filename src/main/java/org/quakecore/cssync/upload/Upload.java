package org.quakecore.cssync.upload;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.inventory.VersionLayout;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Deadline;
import org.quakecore.cssync.transfer.Delivery;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;
import org.quakecore.cssync.transfer.Waiting;
import org.quakecore.cssync.transfer.Work;
import org.quakecore.cssync.upload.manifests.FolderPages;
import org.quakecore.cssync.upload.manifests.FromRecords;
import org.quakecore.cssync.upload.manifests.Maker;
import org.quakecore.cssync.upload.manifests.Sender;
import org.quakecore.cssync.upload.plan.Destination;
import org.quakecore.cssync.upload.plan.Input;
import org.quakecore.cssync.upload.plan.Options;
import org.quakecore.cssync.upload.plan.OutgoingFile;
import org.quakecore.cssync.upload.plan.OverwriteRun;
import org.quakecore.cssync.upload.plan.Plan;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.RootFiles;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.State;
import org.quakecore.cssync.upload.plan.SourceAges;
import org.quakecore.cssync.upload.plan.SourceSet;
import org.quakecore.cssync.upload.plan.SourceState;

/**
 * Sends what files_to_sync.yaml lists, proves that it arrived, and sums up. Running it again is
 * safe at any time: it does what is left to do.
 */
public final class Upload {
  /** Others hold the records for seconds. */
  private static final Times RECORDS = new Times(Optional.empty(), Duration.ofMinutes(10));

  private final Options options;
  private final Remote remote;
  private final Progress progress;
  private final Clock clock;
  private final Deadline deadline;

  public Upload(Options options, Remote remote, Progress progress, Clock clock) {
    this.options = options;
    this.remote = remote;
    this.progress = progress;
    this.clock = clock;
    this.deadline = new Deadline(options.times(), clock);
  }

  /**
   * Does the whole upload.
   *
   * @return complete when every set asked for is proven on the remote
   * @throws SyncException when the run could not begin, or had to end early; what was done until
   *     then has been summed up
   */
  public Outcome run() throws SyncException {
    progress.say(
        (options.manifestOnly() ? "#### Making manifests of " : "#### Uploading to ") + address());
    // Known by the time it matters.
    Meanwhile.ask(remote::traits);
    SendingRecords records = new SendingRecords(options.workFolder(), address(), clock);
    if (options.dryRun()) {
      return dryRun(records);
    }
    if (!Files.isReadable(options.filesToSync())) {
      // Which says why, before a folder is made for a name that was mistyped.
      FilesToSync.read(options.filesToSync(), options.layout());
    }
    records.prepare();
    try (RunLock lock =
            RunLock.take(options.workFolder().resolve("upload.lock"), options.shard(), waiting());
        FaultLocks locks = FaultLocks.of(options, remote, clock)) {
      return underLock(records, lock, locks);
    }
  }

  private Outcome dryRun(SendingRecords records) throws SyncException {
    Input input = Input.read(options);
    if (options.manifestOnly()) {
      return manifestsOnly(input.sources(), listRemote().orElse(List.of()), this::inTheWay);
    }
    List<StoredFile> listing = new Destination(options, remote).confirmed(listRemote());
    isNewLayout(listing);
    Plan plan = plan(input, records, OverwriteRun.look(options), listing, Map.of());
    plan = plan.leaving(inTheWay(sets(listing), plan.changing()));
    SourceAges ages = SourceAges.look(options, plan);
    List<String> lines = new ArrayList<>(plan.describe());
    lines.addAll(ages.lines(plan));
    List<RecordChange> changes =
        new RecordChanges(options, remote, input, options.temporary())
            .of(sets(listing), plan.settling());
    changes.forEach(change -> lines.addAll(change.planned()));
    lines.add(
        "   " + ByteCount.human(plan.bytesToSend()) + " to send; nothing was done: --dry_run");
    long refused = changes.stream().mapToLong(change -> change.refused().size()).sum();
    Conclusion conclusion = plan.conclusion(address(), refused, lines).with(ages.purge());
    progress.conclude(conclusion);
    return new Outcome(conclusion.errors() == 0);
  }

  private SortedMap<Fault, String> inTheWay(RemoteSets there, Collection<Fault> faults)
      throws SyncException {
    return new LockFolder(options, remote, clock).inTheWay(there, faults);
  }

  private Outcome underLock(SendingRecords records, RunLock lock, FaultLocks locks)
      throws SyncException {
    final Instant start = clock.instant();
    TemporaryName.clear(options.workFolder());
    Meanwhile<OptionalLong> quota = Meanwhile.ask(remote::freeBytes);
    Meanwhile<Optional<List<StoredFile>>> listed = Meanwhile.ask(this::listRemote);
    Input input = Input.read(options);
    SortedMap<Fault, List<SourceSet>> sources = input.sources();
    RootFiles rootFiles = input.rootFiles();
    Session session = session(records, lock, locks);
    List<StoredFile> listing = new Destination(options, remote).confirmed(listed.answer());
    boolean newLayout = isNewLayout(listing);
    if (options.manifestOnly()) {
      return manifestsOnly(sources, listing, locks::take);
    }
    boolean exchanged = finishExchanges(sources.keySet(), sets(listing), session);
    Map<String, String> unfinished = new HashMap<>();
    exchanged |= finishAppends(sources, sets(listing), session, unfinished);
    listing = exchanged ? listRemote().orElse(List.of()) : listing;
    OverwriteRun overwriting = OverwriteRun.begin(options, start);
    Plan plan = plan(input, records, overwriting, listing, unfinished);
    Waiting waiting = waiting();
    while (waiting.isWanted() && isToWait(waiting, sets(listing), plan)) {
      listing = listRemote().orElse(List.of());
      plan = plan(input, records, overwriting, listing, unfinished);
    }
    SourceAges ages = SourceAges.look(options, plan);
    progress.say(ages.lines(plan));
    session.stager().clearAllBut(plan);
    long maxStaged = new Room(options, remote.address(""), quota, progress).require(plan);
    SortedMap<Fault, String> inTheWay = locks.begin(sets(listing), plan.changing());
    plan = plan.leaving(inTheWay);
    announce(plan);
    WhatIsThere.tell(address(), sets(listing), rootFiles.names(), progress);
    warnOfLargeParts(plan);
    plan.all().forEach(session.summary()::settle);
    List<StoredFile> before = listing;
    SyncException ending = null;
    try {
      if (newLayout) {
        session
            .manifestSender()
            .put(
                new TreeMap<>(
                    Map.of(Manifest.FOLDER + "/" + VersionLayout.FILE, options.patterns().text())));
      }
      deadline.begin(remote.goesOnWithHalfAFile() && options.staging() == Staging.NONE);
      new Run(session, streams(), maxStaged, ages).carryOut(plan, sets(before));
      // From here to the summary as the Python scripts said it, which other scripts look for.
      progress.say("#### Upload finished. Verification begins");
      progress.say(session.summary().issues("had an uploading issue"));
      inTheWay.putAll(locks.refusedLate());
      plan = plan.leaving(inTheWay);
      // Others may be about to put something there.
      if (options.shard().isAll() && (plan.replacesAny() || plan.appendsAny() || exchanged)) {
        session.exchange().tidy();
      }
      if (options.shard().isAll()) {
        end(session, input, inTheWay.keySet());
      } else {
        endInTurn(session, input, inTheWay.keySet());
      }
      if (session.crew().isTimeUp()) {
        session.summary().timeUp(plan.bytesToSend());
      } else {
        overwriting.end();
      }
    } catch (SyncException failure) {
      ending = failure;
    }
    session.blocks().flush();
    session.summary().notReached(plan.all());
    progress.conclude(
        session
            .summary()
            .conclusion(
                address(),
                options.checksum(),
                Duration.between(start, clock.instant()),
                ending != null || session.crew().isTimeUp())
            .with(ages.purge()));
    if (ending != null) {
      throw ending;
    }
    if (!inTheWay.isEmpty() && plan.changing().isEmpty()) {
      throw new SyncException(
          Kind.LOCKED, "nothing was sent: another upload is changing all that is left to do");
    }
    return new Outcome(session.summary().errors() == 0);
  }

  /** Says where to follow the whole: the logs of single faults are there only once these begin. */
  private void announce(Plan plan) {
    if (plan.filesToSend() > 0) {
      Path log = options.toUpload().resolve("progress.log").toAbsolutePath();
      progress.expect(Work.SEND, plan.filesToSend(), plan.bytesToSend());
      progress.follow(log);
      progress.say(List.of("", " --------   Check progress with     tail -f " + log, ""));
    }
  }

  /** What shares send of the records comes one after the other, for each merges what is there. */
  private void endInTurn(Session session, Input input, Set<Fault> inTheWay) throws SyncException {
    Waiting waiting = new Waiting(RECORDS, line -> {}, Retry.Pause.SLEEP);
    try (RunLock turn =
        RunLock.take(options.workFolder().resolve("records.lock"), Shard.ALL, waiting)) {
      turn.demand();
      end(session, input, inTheWay);
    }
  }

  private void end(Session session, Input input, Set<Fault> inTheWay) throws SyncException {
    RemoteSets there = new LastLook(session).check();
    new RecordSender(session)
        .carryOut(
            there,
            now ->
                new RecordChanges(options, remote, input, options.temporary())
                    .of(now, session.summary().supposedlyThere(inTheWay)));
  }

  private Waiting waiting() {
    return new Waiting(options.times(), progress::warn, Retry.Pause.SLEEP);
  }

  /** Waits a little where another run has faults that there is something to do for. */
  private boolean isToWait(Waiting waiting, RemoteSets there, Plan plan) throws SyncException {
    SortedMap<Fault, String> held = inTheWay(there, plan.changing());
    return !held.isEmpty() && waiting.again(held.firstKey() + ": " + held.get(held.firstKey()));
  }

  /** Dropbox throttles each connection; a disk is best served by few. */
  private int streams() throws SyncException {
    return options.uploads().orElse(remote.traits().dropbox() ? 8 : 2);
  }

  private Session session(SendingRecords records, RunLock lock, FaultLocks locks)
      throws SyncException {
    Crew crew = new Crew(streams(), deadline);
    RemoteProof proof = new RemoteProof(remote, options.checksum());
    RemoteProof fullProof = new RemoteProof(remote, true);
    Sender sender =
        new Sender(
            options.version(),
            options.toUpload(),
            new Delivery(remote, fullProof, crew, options.rcloneArguments(), progress),
            new FolderPages(options.layout(), remote.address(""), options.about()));
    return new Session(
        options,
        remote,
        proof,
        fullProof,
        records,
        new Stager(options, progress),
        crew,
        new Delivery(remote, proof, crew, options.rcloneArguments(), progress),
        new Exchange(remote, options.version().name()),
        new Append(remote, options.version().name(), proof, fullProof, sender),
        new FromRecords(options.version(), options.csRoot()),
        sender,
        new FaultBlocks(progress),
        new Summary(),
        progress,
        lock,
        locks);
  }

  private Plan plan(
      Input input,
      SendingRecords records,
      OverwriteRun overwriting,
      List<StoredFile> listing,
      Map<String, String> unfinished)
      throws SyncException {
    RemoteSets there = sets(listing);
    Manifests manifests = manifests(listing);
    return Plan.of(
        input.sources(),
        new Plan.Knowledge(
            there,
            manifests,
            SourceState.looks(input.sources(), manifests)::get,
            records::of,
            input.rootFiles().stocktake()::problems,
            options.overwrite(),
            overwriting.since(),
            new Plan.Appending(options.append(), options.partSize(), unfinished),
            options.allowIncomplete()));
  }

  private Outcome manifestsOnly(
      SortedMap<Fault, List<SourceSet>> sources, List<StoredFile> listing, Maker.Locking locking)
      throws SyncException {
    return Maker.of(options, remote, progress)
        .run(sources, sets(listing), manifests(listing), locking, options.dryRun());
  }

  private RemoteSets sets(List<StoredFile> listing) throws SyncException {
    return new RemoteSets(listing, options.layout(), remote.traits().caseInsensitive());
  }

  private Manifests manifests(List<StoredFile> listing) throws SyncException {
    Manifests manifests = Manifests.fetch(remote, options.version(), listing, options.temporary());
    manifests.problems().forEach(progress::warn);
    return manifests;
  }

  /** Whether this run has to leave word of how the version is laid out. */
  private boolean isNewLayout(List<StoredFile> listing) throws SyncException {
    return new VersionLayout(Optional.of(options.patterns()))
        .isToBeLeft(remote, options.version(), listing, options.temporary());
  }

  private Optional<List<StoredFile>> listRemote() throws SyncException {
    return remote.list(options.version().name(), remote.traits().dropboxHashIsFree());
  }

  /** Ends exchanges that a killed run had begun; true when there was any. */
  private boolean finishExchanges(Set<Fault> faults, RemoteSets there, Session session)
      throws SyncException {
    SendingRecords records = session.records();
    List<Fault> begun = faults.stream().filter(records::isExchanging).toList();
    Set<Fault> locked = session.locks().take(there, begun).keySet();
    List<Exchange.NewSet> sets = new ArrayList<>();
    for (Fault fault : begun.stream().filter(each -> !locked.contains(each)).toList()) {
      for (DataType type : options.layout().choices()) {
        SetRecord record = records.of(fault, type).orElse(null);
        if (record != null && record.state() == State.EXCHANGING) {
          progress.say("#### Finishing the replacement of " + fault + " " + type);
          sets.add(new Exchange.NewSet(fault, type, proven(record)));
        }
      }
    }
    if (sets.isEmpty()) {
      return false;
    }
    session.locks().demand();
    Map<Exchange.NewSet, SyncException> failed = session.exchange().finishAll(sets, there);
    for (Exchange.NewSet set : sets) {
      SyncException failure = failed.get(set);
      if (failure != null) {
        progress.warn("#### Warning: " + failure.getMessage());
      }
      // Of what could not be put in place, as it was taken away, this run sends all anew.
      records.advance(set.fault(), set.type(), failure == null ? State.PROVEN : State.SENDING);
    }
    return true;
  }

  /**
   * Ends appends that a killed run had begun, here or elsewhere, and whose parts are all there.
   *
   * @param unfinished is told why one could not be ended, by title of the set
   * @return whether there was any
   */
  private boolean finishAppends(
      SortedMap<Fault, List<SourceSet>> sources,
      RemoteSets there,
      Session session,
      Map<String, String> unfinished)
      throws SyncException {
    List<SourceSet> begun =
        sources.values().stream()
            .flatMap(List::stream)
            .filter(set -> AppendFolder.note(there, set.fault(), set.type()).isPresent())
            .toList();
    if (!options.append() || begun.isEmpty()) {
      return false;
    }
    Set<Fault> locked =
        session
            .locks()
            .take(there, begun.stream().map(SourceSet::fault).distinct().toList())
            .keySet();
    session.locks().demand();
    List<Append.Longer> sets = new ArrayList<>();
    for (SourceSet set : begun) {
      if (locked.contains(set.fault())) {
        continue;
      }
      progress.say("#### Finishing what was begun to be appended to " + set.title());
      try {
        session.append().noted(set.fault(), set.type(), there).ifPresent(sets::add);
      } catch (SyncException failure) {
        if (failure.kind().stopsTheRun()) {
          throw failure;
        }
        unfinished.put(set.title(), failure.getMessage());
      }
    }
    session
        .append()
        .finishAll(sets)
        .forEach((set, why) -> unfinished.put(set.title(), why.getMessage()));
    return true;
  }

  private static List<RemoteProof.Expected> proven(SetRecord record) {
    return record.files().stream()
        .map(file -> new RemoteProof.Expected(file.name(), file.size(), file.contentHash()))
        .toList();
  }

  private void warnOfLargeParts(Plan plan) {
    for (PlannedSet planned : plan.all()) {
      for (OutgoingFile file : planned.set().files()) {
        if (planned.isSent() && file.part().isPresent() && file.size() > options.partSize()) {
          progress.warn(
              "#### Warning: "
                  + file.name()
                  + " has "
                  + ByteCount.human(file.size())
                  + ": one file alone is larger than --part_size");
        }
      }
    }
  }

  private String address() {
    return remote.address(options.version().name());
  }
}
