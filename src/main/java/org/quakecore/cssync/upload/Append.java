package org.quakecore.cssync.upload;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.upload.manifests.Sender;
import org.quakecore.cssync.upload.plan.Growth;

/**
 * Makes sets on the remote longer by parts that stand proven in {@code _append}. First a note lies
 * there, the manifest that the set will have; by it any run, on any machine, can finish what was
 * cut short anywhere. Then the old manifest goes, the last part loses its {@code f}, the new parts
 * move in, the one with the {@code f} as the last of all, and the manifest follows. So no state
 * reads as whole that is not: until the very end no part has the {@code f}.
 */
final class Append {
  private final Remote remote;
  private final String version;
  private final RemoteProof proof;
  private final RemoteProof fullProof;
  private final Sender sender;

  /**
   * @param version the version's folder, below the remote's root
   * @param proof as strict as the user asked for
   * @param fullProof by content
   */
  Append(Remote remote, String version, RemoteProof proof, RemoteProof fullProof, Sender sender) {
    this.remote = remote;
    this.version = version;
    this.proof = proof;
    this.fullProof = fullProof;
    this.sender = sender;
  }

  /**
   * A set as it is to become.
   *
   * @param manifest of all of it
   */
  record Longer(Fault fault, DataType type, Manifest manifest) {
    /** How messages name it, like {@code Hope BB}. */
    String title() {
      return fault + " " + type;
    }

    String note() {
      return Manifest.fileName(fault, type);
    }
  }

  /**
   * Demands that the parts which stay are what the manifest says: after this nothing vouches for
   * them but their hashes.
   */
  void requireProven(Growth growth) throws SyncException {
    List<RemoteProof.Expected> kept =
        growth.before().parts().stream().map(part -> expected(part, part.name())).toList();
    String home = home(growth.added().fault(), growth.added().type());
    SortedMap<String, String> problems = proof.problems(home, Optional.empty(), kept);
    if (!problems.isEmpty()) {
      throw new SyncException(
          Kind.DATA,
          remote.address(home + "/" + problems.firstKey())
              + " is not what its manifest says, and nothing is appended to it: "
              + problems.get(problems.firstKey()));
    }
  }

  /**
   * Puts parts in place that all wait, proven.
   *
   * @return what failed with those of which that could not be done
   * @throws SyncException what ends the whole run
   */
  Map<Longer, SyncException> putInPlace(Collection<Longer> sets) throws SyncException {
    sender.note(sets.stream().map(Longer::manifest).toList(), AppendFolder.FOLDER);
    return finishAll(sets);
  }

  /** Does the same, or the rest of it, for sets of which there is a note. */
  Map<Longer, SyncException> finishAll(Collection<Longer> sets) throws SyncException {
    Map<Longer, SyncException> failed = new HashMap<>();
    Map<Longer, Way> ways = new LinkedHashMap<>();
    for (Longer set : sets) {
      try {
        ways.put(set, way(set));
      } catch (SyncException failure) {
        requireThatItGoesOn(failure);
        failed.put(set, failure);
      }
    }
    try {
      finish(ways);
      return failed;
    } catch (SyncException failure) {
      requireThatItGoesOn(failure);
      if (ways.size() == 1) {
        failed.put(ways.keySet().iterator().next(), failure);
        return failed;
      }
    }
    for (Longer set : ways.keySet()) {
      failed.putAll(finishAll(List.of(set)));
    }
    return failed;
  }

  private static void requireThatItGoesOn(SyncException failure) throws SyncException {
    if (failure.kind().stopsTheRun()) {
      throw failure;
    }
  }

  private void finish(Map<Longer, Way> ways) throws SyncException {
    if (ways.isEmpty()) {
      return;
    }
    List<Longer> sets = List.copyOf(ways.keySet());
    List<String> names = sets.stream().map(Longer::note).toList();
    // Not for a moment may it vouch for other parts than it lists.
    remote.delete(version + "/" + Manifest.FOLDER, names);
    for (Way way : ways.values()) {
      for (String half : way.surplus) {
        remote.delete(half);
      }
    }
    remote.move(ways.values().stream().flatMap(way -> way.renamed.stream()).toList());
    remote.move(ways.values().stream().flatMap(way -> way.in.stream()).toList());
    remote.move(ways.values().stream().flatMap(way -> way.last.stream()).toList());
    for (Longer set : sets) {
      requireInPlace(set);
    }
    sender.send(sets.stream().map(Longer::manifest).toList());
    remote.deleteFolders(
        sets.stream()
            .map(set -> version + "/" + AppendFolder.of(set.fault(), set.type()))
            .toList());
    remote.delete(version + "/" + AppendFolder.FOLDER, names);
  }

  /** What is left to do for a set, by what is where. */
  private static final class Way {
    /** What a move that the remote does by copying has left, besides the whole file. */
    private final List<String> surplus = new ArrayList<>();

    private final List<Remote.Move> renamed = new ArrayList<>();
    private final List<Remote.Move> in = new ArrayList<>();
    private final List<Remote.Move> last = new ArrayList<>();
  }

  /** Looks where each part is, and that it is what the note says. Changes nothing. */
  private Way way(Longer set) throws SyncException {
    String home = home(set.fault(), set.type());
    Map<String, StoredFile> inPlace = files(home);
    Map<String, StoredFile> waiting =
        files(version + "/" + AppendFolder.of(set.fault(), set.type()));
    Way way = new Way();
    List<PartEntry> parts = set.manifest().parts();
    for (PartEntry part : parts) {
      boolean isLast = part.equals(parts.get(parts.size() - 1));
      List<StoredFile> found = new ArrayList<>();
      Optional.ofNullable(inPlace.remove(key(part.name()))).ifPresent(found::add);
      Optional<StoredFile> before = isLast ? Optional.empty() : formerly(set, part, inPlace);
      if (before.isPresent()) {
        inPlace.remove(key(before.get().name()));
        found.add(before.get());
      }
      Optional.ofNullable(waiting.get(key(part.name()))).ifPresent(found::add);
      String to = home + "/" + part.name();
      String right = right(part, to, found);
      found.stream()
          .map(StoredFile::path)
          .filter(path -> !path.equals(right))
          .forEach(way.surplus::add);
      if (!key(right).equals(key(to))) {
        (before.isPresent() ? way.renamed : isLast ? way.last : way.in)
            .add(new Remote.Move(right, to));
      }
    }
    for (StoredFile left : inPlace.values()) {
      if (partName(set, left.name()).isPresent()) {
        throw failed(remote.address(left.path()) + " is there, and belongs to neither state");
      }
    }
    return way;
  }

  private Optional<PartName> partName(Longer set, String name) throws SyncException {
    return PartName.parse(set.fault(), set.type(), name, remote.traits().caseInsensitive());
  }

  /** The last part as it was named while it was the last. */
  private Optional<StoredFile> formerly(Longer set, PartEntry part, Map<String, StoredFile> inPlace)
      throws SyncException {
    Optional<Integer> index = partName(set, part.name()).map(PartName::index);
    if (set.type().isByEvent()) {
      // Each event has its own, and none gets another name.
      return Optional.empty();
    }
    for (StoredFile file : inPlace.values()) {
      Optional<PartName> name = partName(set, file.name()).filter(PartName::last);
      if (name.isPresent() && index.equals(Optional.of(Math.max(0, name.get().index())))) {
        return Optional.of(file);
      }
    }
    return Optional.empty();
  }

  /**
   * Which of the files found is the part. There are several where a move that the remote does by
   * copying was cut short: then their content tells, and one that is not shorter than the part was
   * put there by somebody else.
   */
  private String right(PartEntry part, String to, List<StoredFile> found) throws SyncException {
    if (found.isEmpty()) {
      throw failed(remote.address(to) + " is missing, and is not waiting either");
    }
    String right = null;
    for (StoredFile file : found) {
      Optional<String> problem = problem(part, file, found.size() > 1);
      if (problem.isPresent() && (found.size() == 1 || file.size() >= part.size())) {
        throw failed(remote.address(file.path()) + ": " + problem.get());
      }
      if (problem.isEmpty() && right == null) {
        right = file.path();
      }
    }
    if (right == null) {
      throw failed(remote.address(to) + " is not whole, nor is what was to become it");
    }
    return right;
  }

  private Optional<String> problem(PartEntry part, StoredFile file, boolean byContent)
      throws SyncException {
    RemoteProof.Expected expected = expected(part, file.name());
    int slash = file.path().lastIndexOf('/');
    return Optional.ofNullable(
        (byContent
                ? fullProof.problems(
                    file.path().substring(0, slash), Optional.empty(), List.of(expected))
                : byListing()
                    .problems(
                        "", Optional.empty(), List.of(expected), List.of(file.as(file.name()))))
            .get(file.name()));
  }

  /** By hash where that comes with a listing: since files were proven only names have changed. */
  private RemoteProof byListing() throws SyncException {
    return new RemoteProof(remote, remote.traits().dropboxHashIsFree());
  }

  private void requireInPlace(Longer set) throws SyncException {
    String home = home(set.fault(), set.type());
    List<RemoteProof.Expected> parts =
        set.manifest().parts().stream().map(part -> expected(part, part.name())).toList();
    SortedMap<String, String> problems = byListing().problems(home, Optional.empty(), parts);
    if (!problems.isEmpty()) {
      throw failed(
          remote.address(home + "/" + problems.firstKey())
              + ": "
              + problems.get(problems.firstKey()));
    }
  }

  private SyncException failed(String what) {
    return new SyncException(
        Kind.DATA,
        what
            + ": nothing of it is deleted, and the note in "
            + remote.address(version + "/" + AppendFolder.FOLDER)
            + " says how it should be; look into it, or send the set again with -f");
  }

  /**
   * The set of which there is a note.
   *
   * @return empty where the note is none: the run that wrote it was killed before it had done
   *     anything
   * @throws SyncException DATA where it is none, and the set has no manifest any more
   */
  Optional<Longer> noted(Fault fault, DataType type, RemoteSets there) throws SyncException {
    StoredFile note = AppendFolder.note(there, fault, type).orElseThrow();
    String path = version + "/" + note.path();
    SyncException unfit;
    try {
      if (note.size() > Manifest.MOST_BYTES) {
        throw new SyncException(Kind.DATA, note.name() + " is larger than any note can be");
      }
      String json =
          remote.read(
              path, 0, note.size(), in -> new String(in.readAllBytes(), StandardCharsets.UTF_8));
      Manifest manifest = Manifest.parse(json, note.name());
      if (manifest.fault().equals(fault.name())
          && manifest.type().equals(type.label())
          && manifest.version().equals(version)) {
        return Optional.of(new Longer(fault, type, manifest));
      }
      unfit = new SyncException(Kind.DATA, note.name() + " is of another set than its name says");
    } catch (SyncException failure) {
      requireThatItGoesOn(failure);
      unfit = failure;
    }
    boolean begun =
        there.in(Manifest.FOLDER).stream()
            .noneMatch(file -> there.same(file.name(), Manifest.fileName(fault, type)));
    if (begun) {
      throw failed(remote.address(path) + " cannot be read: " + unfit.getMessage());
    }
    remote.delete(path);
    return Optional.empty();
  }

  private static RemoteProof.Expected expected(PartEntry part, String name) {
    return new RemoteProof.Expected(name, part.size(), part.contentHash());
  }

  /** The files right in a folder, by what the spellings of their names have in common. */
  private Map<String, StoredFile> files(String folder) throws SyncException {
    Map<String, StoredFile> files = new TreeMap<>();
    for (StoredFile file :
        remote.list(folder, remote.traits().dropboxHashIsFree()).orElse(List.of())) {
      if (!file.path().contains("/")) {
        files.put(key(file.name()), file.below(folder));
      }
    }
    return files;
  }

  private String key(String name) throws SyncException {
    return remote.traits().caseInsensitive() ? Fault.folded(name) : name;
  }

  private String home(Fault fault, DataType type) {
    return version + "/" + type.folder(fault);
  }
}
