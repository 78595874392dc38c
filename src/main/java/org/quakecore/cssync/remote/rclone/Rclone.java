package org.quakecore.cssync.remote.rclone;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.Limits;
import org.quakecore.cssync.remote.PlainPath;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.remote.TransferLog;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.Diagnosis;
import org.quakecore.cssync.remote.rclone.answer.Features;

/**
 * A remote reached by the rclone program, version 1.56 or newer: whatever {@code rclone ls} takes,
 * like {@code dropbox:Cybershake}, or a plain folder.
 *
 * <p>Symbolic links are followed where a side is a local folder. rclone inherits the environment,
 * so the user's RCLONE_* settings hold where they are harmless: see {@link Settings}.
 */
public final class Rclone implements Remote {
  private static final int OK = 0;

  private final String root;
  private final TemporaryPlace place;
  private final Limits limits;
  private final Program program;
  private final Listings listings;
  private final Changes changes;
  private final Object traitsAreAsked = new Object();
  private Traits traits;

  /**
   * Nothing is started yet. The program is {@code rclone} from the PATH, or what the environment
   * variable CS_SYNC_RCLONE names.
   */
  public Rclone(String root) {
    this(root, ConfiguredRemotes.binary(), Access.usual(TemporaryPlace.ofThisMachine()));
  }

  public Rclone(String root, String binary, Access access) {
    this(root, binary, Patience.USUAL, access);
    Settings.warn(System.getenv());
  }

  /**
   * Nothing is started yet.
   *
   * @param access whose place takes the lists of names that rclone is given
   */
  public Rclone(String root, String binary, Patience patience, Access access) {
    if (root.isEmpty()) {
      throw new IllegalArgumentException("a remote needs a name");
    }
    this.root = root;
    this.place = access.place();
    this.limits = access.limits();
    this.program = new Program(binary, Diagnosis.nameOf(root), patience, access.waits());
    this.listings = new Listings(this, program, access.place());
    this.changes = new Changes(this, program, access.place());
  }

  @Override
  public String address(String path) {
    return PlainPath.address(root, path);
  }

  @Override
  public Traits traits() throws SyncException {
    synchronized (traitsAreAsked) {
      if (traits == null) {
        traits =
            program
                .ask(
                    Arguments.features(Diagnosis.wholeOf(root)),
                    Features::traits,
                    code -> code == OK)
                .output()
                .orElseThrow();
      }
      return traits;
    }
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash) throws SyncException {
    return list(folder, withHash, listed -> {});
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash, LongConsumer listed)
      throws SyncException {
    return listings.list(folder, withHash, listed);
  }

  @Override
  public List<StoredFile> look(String folder, List<String> paths, boolean withHash)
      throws SyncException {
    return paths.isEmpty() ? List.of() : listings.look(folder, paths, withHash);
  }

  @Override
  public Optional<List<String>> folders(String folder) throws SyncException {
    return listings.folders(folder);
  }

  @Override
  public List<StoredFile> send(Path from, String to, List<String> names, Transfer transfer)
      throws SyncException {
    if (names.isEmpty()) {
      return List.of();
    }
    try (NameList list = new NameList(place, names)) {
      // rclone passes over a listed file that is not there, and exits 0.
      long bytes = 0;
      for (String name : names) {
        bytes += PlainPath.size(from.resolve(name));
      }
      copy(list, from.toAbsolutePath().toString(), address(to), true, transfer.of(bytes));
    }
    return List.of();
  }

  @Override
  public Optional<StoredFile> stream(String to, Source source, Transfer transfer)
      throws SyncException {
    PlainPath.require(to);
    List<String> arguments = Arguments.stream(transfer);
    arguments.addAll(List.of("--", address(to)));
    Map<String, String> tuning = limited(Arguments.tuning(traits().dropbox()));
    try (TransferLog log = new TransferLog(transfer.log());
        Call call = program.open(arguments, tuning, true, log)) {
      OutgoingStream.send(call, to, source, transfer.progress());
    }
    return Optional.empty();
  }

  @Override
  public <T> T read(String file, long offset, long length, List<String> own, Sink<T> sink)
      throws SyncException {
    PlainPath.require(file);
    Map<String, String> tuning = limited(Arguments.tuning(traits().dropbox()));
    try (NameList list = new NameList(place, List.of(PlainPath.name(file)))) {
      List<String> arguments = Arguments.read(offset, length, Arguments.withoutLimit(own));
      arguments.addAll(list.arguments());
      arguments.addAll(List.of("--", address(PlainPath.folder(file))));
      try (Call call = program.open(arguments, tuning, false, line -> {})) {
        RangeJudge judge = new RangeJudge(this, call, file, offset, length);
        return IncomingStream.receive(call, address(file), length, judge, sink);
      }
    }
  }

  @Override
  public void fetch(String from, Path to, List<String> names, Transfer transfer)
      throws SyncException {
    if (names.isEmpty()) {
      return;
    }
    try (NameList list = new NameList(place, names)) {
      String here = to.toAbsolutePath().toString();
      copy(list, address(from), here, false, transfer);
    }
    List<String> missing =
        names.stream().filter(name -> !Files.isRegularFile(to.resolve(name))).toList();
    if (!missing.isEmpty()) {
      throw new SyncException(
          Kind.DATA, address(from) + ": not there to be fetched: " + String.join(", ", missing));
    }
  }

  @Override
  public Set<String> differing(Path here, String there, List<String> names) throws SyncException {
    if (names.isEmpty()) {
      return Set.of();
    }
    return new Comparison(program, place, here, address(there), names).unproven(traits().anyHash());
  }

  @Override
  public void move(String from, String to) throws SyncException {
    changes.move(from, to);
  }

  @Override
  public void delete(String file) throws SyncException {
    changes.delete(file);
  }

  @Override
  public void delete(String folder, List<String> names) throws SyncException {
    if (!names.isEmpty()) {
      changes.delete(folder, names);
    }
  }

  @Override
  public void deleteFolder(String folder) throws SyncException {
    changes.deleteFolder(folder);
  }

  @Override
  public Optional<Path> folderHere() throws SyncException {
    if (!traits().local()) {
      return Optional.empty();
    }
    return program
        .ask(Arguments.features(root), Features::root, code -> code == OK)
        .output()
        .map(Path::of);
  }

  @Override
  public OptionalLong freeBytes() throws SyncException {
    // Many remotes do not report their space, in many words; only grave failures matter.
    Answer<OptionalLong> answer =
        program.askFor(
            Arguments.about(root),
            Features::freeBytes,
            each -> each.exitCode() == OK || !Diagnosis.of(each, false, root).isGrave());
    OptionalLong free =
        answer.exitCode() == OK ? answer.output().orElseThrow() : OptionalLong.empty();
    // An account over its allocation, or of a team, by its own count; only Dropbox's refusal tells.
    return free.isPresent() && free.getAsLong() <= 0 && traits().dropbox()
        ? OptionalLong.empty()
        : free;
  }

  private void copy(NameList list, String source, String target, boolean sending, Transfer transfer)
      throws SyncException {
    List<String> arguments = Arguments.transfer("copy", transfer);
    arguments.addAll(list.arguments());
    arguments.addAll(List.of("--", source, target));
    transfer(arguments, sending, transfer);
  }

  private void transfer(List<String> arguments, boolean sending, Transfer transfer)
      throws SyncException {
    boolean dropbox = traits().dropbox();
    Map<String, String> tuning =
        limited(sending ? Arguments.tuning(dropbox) : Arguments.tuningOfFetching(dropbox));
    try (TransferLog log = new TransferLog(transfer.log())) {
      program.transfer(arguments, tuning, sending, log, transfer.progress());
    }
  }

  /** A limit of speed is for all together: each rclone that may run has its share of it. */
  private Map<String, String> limited(Map<String, String> tuning) throws SyncException {
    int streams = limits.connections().orElse(traits().dropbox() ? Limits.CONNECTIONS : 2);
    // Half as many small files go beside.
    limits
        .bandwidth()
        .share(streams + streams / 2)
        .ifPresent(share -> tuning.put(Program.LIMIT, share));
    return tuning;
  }

  /** One file, where it is there and no folder. */
  public Optional<StoredFile> find(String path) throws SyncException {
    return look(PlainPath.folder(path), List.of(PlainPath.name(path)), false).stream().findFirst();
  }
}
