package org.quakecore.cssync.upload.adopt;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.inventory.VersionListing;
import org.quakecore.cssync.inventory.Versions;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.Adopted;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Crew;
import org.quakecore.cssync.transfer.Delivery;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Work;
import org.quakecore.cssync.upload.adopt.Tally.End;
import org.quakecore.cssync.upload.manifests.FolderPages;
import org.quakecore.cssync.upload.manifests.FromRecords;
import org.quakecore.cssync.upload.manifests.Sender;

/**
 * Gives manifests to sets on the remote that have none, and whose sources are not at hand: by the
 * headers of their tars, or by all of their bytes. Nothing that is there is changed but a manifest
 * that an earlier adoption left without SHA-256.
 */
public final class Adopt {
  private final Options options;
  private final Remote remote;
  private final Progress progress;
  private final TemporaryPlace place = TemporaryPlace.ofThisMachine();
  private final PartContents contents;
  private final Tally tally;
  private final Map<String, MemberTable> tables = new ConcurrentHashMap<>();
  private Map<String, StoredFile> tableFiles = Map.of();
  private ArchiveLayout layout;

  public Adopt(Options options, Remote remote, Progress progress) {
    this.options = options;
    this.remote = remote;
    this.progress = progress;
    this.contents = new PartContents(remote, options.version().name(), progress);
    this.tally = new Tally(progress);
  }

  /**
   * Adopts all sets that are wanted and need it.
   *
   * @return complete when each of them has a manifest
   * @throws SyncException BAD_INPUT when there is no such version; else what stops a run
   */
  public Outcome run() throws SyncException {
    String version = options.version().name();
    progress.say("#### Adopting " + address());
    List<StoredFile> files =
        remote.list(version, remote.traits().dropboxHashIsFree()).orElseThrow(this::unknownVersion);
    layout = options.layout().of(remote, options.version(), files, place);
    VersionListing listing = new VersionListing(files, layout, remote.traits().caseInsensitive());
    List<DataType> types = options.types().in(layout);
    SortedSet<Fault> faults = faults(listing, types);
    Manifests manifests =
        Manifests.fetch(remote, options.version(), listing.manifests(faults, types), place);
    tableFiles =
        files.stream()
            .filter(file -> file.name().equals(RemoteSets.TABLE))
            .collect(Collectors.toMap(file -> folder(file.path()), file -> file));
    Map<Fault, List<FoundSet>> wanted =
        wanted(new Needs(listing.sets(), manifests, options.read(), tally), faults, types);
    refuseWhatIsChanged(listing, wanted);
    List<FoundSet> all = wanted.values().stream().flatMap(List::stream).toList();
    long bytes = all.stream().mapToLong(FoundSet::bytes).sum();
    progress.say(
        "#### Sets to adopt: "
            + all.size()
            + ", "
            + ByteCount.human(bytes)
            + (options.read()
                ? ", all of which will be read"
                : ", of which only headers are read"));
    if (options.dryRun()) {
      return new Outcome(tally.plan(address(), all));
    }
    boolean complete;
    try {
      adopt(wanted);
    } finally {
      Left left = tally.notReached(all);
      complete = tally.sumUp(address(), contents.effort(), left);
    }
    return new Outcome(complete);
  }

  private SyncException unknownVersion() {
    try {
      return Versions.unknown(remote, options.version());
    } catch (SyncException failure) {
      return failure;
    }
  }

  private String address() {
    return remote.address(options.version().name());
  }

  private static String folder(String path) {
    return path.substring(0, Math.max(0, path.lastIndexOf('/')));
  }

  private SortedSet<Fault> faults(VersionListing listing, List<DataType> types)
      throws SyncException {
    SortedSet<Fault> included = new TreeSet<>();
    for (Fault fault : options.faults().included()) {
      included.add(
          listing
              .find(fault)
              .orElseThrow(
                  () ->
                      new SyncException(
                          Kind.BAD_INPUT, address() + ": there is no fault " + fault)));
    }
    SortedSet<Fault> faults = new TreeSet<>(included.isEmpty() ? listing.faults() : included);
    for (Fault fault : options.faults().excluded()) {
      faults.remove(listing.find(fault).orElse(fault));
    }
    Shard shard = options.faults().shard().of(listing.sets().bytes(faults, types));
    faults.removeIf(fault -> !shard.has(fault));
    return faults;
  }

  private static Map<Fault, List<FoundSet>> wanted(
      Needs needs, SortedSet<Fault> faults, List<DataType> types) {
    Map<Fault, List<FoundSet>> wanted = new LinkedHashMap<>();
    for (Fault fault : faults) {
      List<FoundSet> sets =
          types.stream().map(type -> needs.of(fault, type)).flatMap(Optional::stream).toList();
      if (!sets.isEmpty()) {
        wanted.put(fault, sets);
      }
    }
    return wanted;
  }

  /** What an upload puts there now gets its manifest from it. */
  private void refuseWhatIsChanged(VersionListing listing, Map<Fault, List<FoundSet>> wanted) {
    for (StoredFile file : listing.sets().in(FaultLock.FOLDER)) {
      FaultLock lock = FaultLock.of(file);
      if (lock.isDead(Instant.now())) {
        continue;
      }
      wanted
          .entrySet()
          .removeIf(
              fault -> {
                boolean locked = listing.sets().same(fault.getKey().name(), lock.fault());
                if (locked) {
                  String words = lock.words(remote.address(options.version() + "/" + file.path()));
                  fault.getValue().forEach(set -> tally.end(End.REFUSED, set.title(), words));
                }
                return locked;
              });
    }
  }

  /** Sets whose manifests are sent together, for commits are what Dropbox is slow at. */
  private static final class Batch {
    private final Map<FoundSet, Manifest> made = new HashMap<>();
    private final AtomicInteger left;

    private Batch(int sets) {
      left = new AtomicInteger(sets);
    }
  }

  private void adopt(Map<Fault, List<FoundSet>> wanted) throws SyncException {
    int streams = remote.traits().dropbox() ? 8 : 2;
    Crew crew = new Crew(streams);
    List<StoredFile> files =
        wanted.values().stream()
            .flatMap(List::stream)
            .flatMap(set -> set.files().stream())
            .toList();
    progress.expect(
        Work.READ,
        files.size(),
        options.read() ? files.stream().mapToLong(StoredFile::size).sum() : 0);
    wanted
        .values()
        .forEach(
            sets -> {
              Batch together = new Batch(sets.size());
              for (FoundSet set : sets) {
                // What took hours to read is sent at once.
                Batch batch = options.read() ? new Batch(1) : together;
                SetWork work = new SetWork(set, batch);
                for (int i = 0; i < set.files().size(); i++) {
                  int part = i;
                  long bytes = options.read() ? set.files().get(i).size() : 0;
                  crew.submit(bytes, () -> crew.carry(bytes, () -> work.read(part)));
                }
              }
            });
    crew.finish();
  }

  /** A set, of which each file is read by itself. */
  private final class SetWork {
    private final FoundSet set;
    private final Batch batch;
    private final PackedPart[] parts;
    private final AtomicInteger left;
    private final AtomicReference<SyncException> failure = new AtomicReference<>();

    private SetWork(FoundSet set, Batch batch) {
      this.set = set;
      this.batch = batch;
      this.parts = new PackedPart[set.files().size()];
      this.left = new AtomicInteger(parts.length);
    }

    void read(int index) throws SyncException {
      StoredFile file = set.files().get(index);
      try {
        if (failure.get() == null) {
          progress.begun(item(file), 0);
          PackedPart part = contents(file);
          progress.done(item(file));
          synchronized (parts) {
            parts[index] = part;
          }
        }
      } catch (SyncException broken) {
        if (broken.kind().stopsTheRun()) {
          throw broken;
        }
        progress.failed(item(file));
        failure.compareAndSet(null, broken);
      }
      if (left.decrementAndGet() == 0) {
        conclude();
      }
    }

    private Item item(StoredFile file) {
      return set.item(file, options.read() ? file.size() : 0);
    }

    private PackedPart contents(StoredFile file) throws SyncException {
      if (!options.read()) {
        return set.type().isTar()
            ? contents.headers(file)
            : new PackedPart(
                file.size(),
                file.contentHash().orElse(null),
                List.of(PartContents.only(file, null)));
      }
      return set.type().isTar()
          ? contents.tar(file, bytes -> progress.passed(item(file), bytes))
          : contents.sample(file, bytes -> progress.passed(item(file), bytes));
    }

    private void conclude() throws SyncException {
      try {
        if (failure.get() != null) {
          throw failure.get();
        }
        Manifest manifest;
        synchronized (parts) {
          manifest = manifest(set, parts);
        }
        synchronized (batch) {
          batch.made.put(set, manifest);
        }
      } catch (SyncException failed) {
        tally.end(End.FAILED, set.title(), failed.getMessage());
      }
      if (batch.left.decrementAndGet() == 0) {
        send(batch);
      }
    }
  }

  private Manifest manifest(FoundSet set, PackedPart[] parts) throws SyncException {
    Optional<MemberTable> table = table(set, parts);
    Manifest.Builder manifest =
        new Manifest.Builder(options.version().name(), set.fault(), set.type(), FromRecords.tool());
    for (int i = 0; i < parts.length; i++) {
      StoredFile file = set.files().get(i);
      List<MemberEntry> members = new ArrayList<>();
      for (PackedMember member : parts[i].members()) {
        members.add(entry(file, member, table));
      }
      if (members.isEmpty()) {
        throw new SyncException(Kind.DATA, Quoted.bare(file.name()) + " holds no file");
      }
      manifest.add(new PartEntry(file.name(), file.size(), parts[i].contentHash()), members);
    }
    Adopted from =
        options.read() ? Adopted.READ : table.isPresent() ? Adopted.TABLE : Adopted.HEADERS;
    Manifest made = manifest.build(from);
    // Whoever reads it is strict, and what he would refuse must not be left there.
    Manifest.parse(made.toJson(), Manifest.fileName(set.fault(), set.type()));
    return made;
  }

  private MemberEntry entry(StoredFile file, PackedMember member, Optional<MemberTable> table)
      throws SyncException {
    Optional<MemberTable.Row> row = table.flatMap(each -> each.of(file, member));
    String claimed = row.map(MemberTable.Row::sha256).orElse(null);
    if (options.read() && claimed != null && !claimed.equals(member.sha256())) {
      throw new SyncException(
          Kind.DATA,
          Quoted.of(member.name())
              + " in "
              + Quoted.bare(file.name())
              + " has the SHA-256 "
              + member.sha256()
              + ", and "
              + RemoteSets.TABLE
              + " says "
              + claimed);
    }
    return new MemberEntry(
        member.name(),
        member.size(),
        member.mtime(),
        options.read() ? member.sha256() : claimed,
        file.name(),
        member.offset(),
        row.map(MemberTable.Row::source).orElse(null));
  }

  /** The table beside a set, where it speaks of it and the headers do not contradict it. */
  private Optional<MemberTable> table(FoundSet set, PackedPart[] parts) throws SyncException {
    if (!set.type().isTar()) {
      return Optional.empty();
    }
    MemberTable table = table(folder(set.files().get(0).path()));
    if (set.files().stream().noneMatch(table::knows)) {
      return Optional.empty();
    }
    for (int i = 0; i < parts.length; i++) {
      Optional<String> difference = table.difference(set.files().get(i), parts[i].members());
      if (difference.isPresent()) {
        progress.warn(
            "#### "
                + set.title()
                + ": its "
                + RemoteSets.TABLE
                + " is not used: "
                + difference.get());
        return Optional.empty();
      }
    }
    return Optional.of(table);
  }

  private MemberTable table(String folder) throws SyncException {
    StoredFile file = tableFiles.get(folder);
    if (file == null) {
      return MemberTable.none();
    }
    synchronized (tables) {
      MemberTable known = tables.get(folder);
      if (known == null) {
        known = read(file);
        tables.put(folder, known);
      }
      return known;
    }
  }

  private MemberTable read(StoredFile file) throws SyncException {
    String problem;
    try {
      if (file.size() <= MemberTable.MOST_BYTES) {
        return MemberTable.parse(file.size() == 0 ? new byte[0] : contents.file(file));
      }
      problem = "it has " + file.size() + " bytes";
    } catch (IllegalArgumentException malformed) {
      problem = malformed.getMessage();
    } catch (SyncException unreadable) {
      if (unreadable.kind().stopsTheRun()) {
        throw unreadable;
      }
      problem = unreadable.getMessage();
    }
    progress.warn("#### " + Quoted.bare(file.path()) + " is not used: " + problem);
    return MemberTable.none();
  }

  /** Sends the manifests, but where somebody has put one there meanwhile. */
  private void send(Batch batch) throws SyncException {
    Map<String, FoundSet> sets = new TreeMap<>();
    Map<FoundSet, Manifest> made;
    synchronized (batch) {
      made = batch.made;
    }
    made.keySet().forEach(set -> sets.put(Manifest.fileName(set.fault(), set.type()), set));
    try {
      if (!options.read() && !sets.isEmpty()) {
        for (StoredFile meanwhile :
            remote.look(
                options.version() + "/" + Manifest.FOLDER, List.copyOf(sets.keySet()), false)) {
          FoundSet set = sets.remove(meanwhile.path());
          tally.end(End.SKIPPED, set.title(), "it has got its manifest meanwhile");
        }
      }
      List<Manifest> manifests = sets.values().stream().map(made::get).toList();
      long bytes = manifests.size() * Manifest.MOST_BYTES / 100;
      place.use(
          "adopt",
          bytes,
          scratch -> {
            Delivery delivery =
                new Delivery(
                    remote, new RemoteProof(remote, true), new Crew(1), List.of(), progress);
            FolderPages none = new FolderPages(layout, remote.address(""), Optional.empty());
            new Sender(options.version(), scratch, delivery, none).sendAlone(manifests);
            return true;
          });
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      sets.values().forEach(set -> tally.end(End.FAILED, set.title(), failure.getMessage()));
      return;
    }
    sets.values().forEach(set -> tally.adopted(set, words(made.get(set))));
  }

  private static String words(Manifest made) {
    long files = made.parts().size();
    return made.members().size()
        + (made.members().size() == 1 ? " member in " : " members in ")
        + ByteCount.files(files)
        + ", "
        + ByteCount.human(made.bytes())
        + switch (made.adopted()) {
          case HEADERS -> "; SHA-256 unknown";
          case TABLE -> "; SHA-256 as MANIFEST.tsv has them, not compared";
          case READ -> "; all of it read";
        };
  }
}
