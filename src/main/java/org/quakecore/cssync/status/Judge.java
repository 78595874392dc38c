package org.quakecore.cssync.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.manifest.Manifests;
import org.quakecore.cssync.remote.StoredFile;

/**
 * Judges sets by what a listing shows: against their manifest where there is one that can be used,
 * else by names and sizes. Reads nothing.
 */
final class Judge {
  private static final int TAR_BLOCK = 512;

  private final RemoteSets there;
  private final Manifests manifests;

  Judge(RemoteSets there, Manifests manifests) {
    this.there = there;
    this.manifests = manifests;
  }

  /**
   * Judges one set.
   *
   * @param expected whether it is an error when it is absent
   */
  JudgedSet judge(Fault fault, DataType type, boolean expected) {
    List<StoredFile> files = there.of(fault, type);
    Optional<String> unusable = manifests.problem(fault, type);
    Optional<Manifest> manifest = manifests.of(fault, type);
    JudgedSet blank =
        new JudgedSet(fault, type, State.COMPLETE, expected, files, manifest, false, List.of());
    if (manifest.isEmpty() && AppendFolder.note(there, fault, type).isPresent()) {
      return blank.turned(
          State.INCOMPLETE,
          List.of(
              "an upload --append was interrupted, or is under way: its parts are all there and"
                  + " proven, and not all in place; upload --append finishes it, on any machine"));
    }
    if (unusable.isPresent()) {
      // That it could not be had says nothing of the set, but that it is not proven.
      return blank.turned(
          manifests.isUnread(fault, type) ? State.INCOMPLETE : State.DAMAGED,
          List.of(unusable.get()));
    }
    return manifest.isPresent() ? byManifest(blank, manifest.get()) : byNames(blank);
  }

  /** The hashes that are known now against the manifest's; what is not known proves nothing. */
  static JudgedSet byHashes(JudgedSet set, List<StoredFile> hashed, RemoteSets there) {
    List<String> damage = new ArrayList<>();
    boolean proven = true;
    for (PartEntry part : set.manifest().orElseThrow().parts()) {
      Optional<StoredFile> file = find(there, hashed, part);
      file.flatMap(found -> damage(part, found)).ifPresent(damage::add);
      proven &= file.filter(part::isProvenBy).isPresent();
    }
    if (!damage.isEmpty()) {
      return set.turned(State.DAMAGED, damage);
    }
    return proven ? set.asProven() : set;
  }

  private JudgedSet byManifest(JudgedSet set, Manifest manifest) {
    Optional<String> impossible = impossible(set, manifest);
    if (impossible.isPresent()) {
      return set.turned(State.DAMAGED, List.of("its manifest " + impossible.get()));
    }
    List<String> missing = new ArrayList<>();
    List<String> damage = new ArrayList<>();
    for (PartEntry part : manifest.parts()) {
      Optional<StoredFile> file = find(there, set.files(), part);
      if (file.isEmpty()) {
        missing.add(part.name());
      } else {
        damage(part, file.get()).ifPresent(damage::add);
      }
    }
    for (StoredFile file : set.files()) {
      if (manifest.parts().stream().noneMatch(part -> there.same(part.name(), file.name()))) {
        damage.add(file.name() + " is there, but its manifest does not list it");
      }
    }
    List<String> problems = new ArrayList<>(damage);
    if (!missing.isEmpty()) {
      problems.add("missing " + String.join(", ", missing));
    }
    if (problems.isEmpty()) {
      return byHashes(set, set.files(), there);
    }
    return set.turned(damage.isEmpty() ? State.INCOMPLETE : State.DAMAGED, problems);
  }

  /** What no upload would have written. */
  private static Optional<String> impossible(JudgedSet set, Manifest manifest) {
    if (!set.type().isTar()) {
      boolean oneFile =
          manifest.parts().size() == 1
              && manifest.members().size() == 1
              && manifest.members().get(0).offset() == 0
              && manifest.members().get(0).size() == manifest.parts().get(0).size();
      return oneFile ? Optional.empty() : Optional.of("does not describe one file");
    }
    List<PartName> names =
        manifest.parts().stream()
            .map(part -> PartName.parse(set.fault(), set.type(), part.name(), true))
            .flatMap(Optional::stream)
            .filter(name -> name.type().equals(set.type()))
            .toList();
    boolean whole =
        names.size() == manifest.parts().size()
            && PartSet.of(set.fault(), set.type(), names).isComplete();
    return whole ? Optional.empty() : Optional.of("does not list a whole set");
  }

  private JudgedSet byNames(JudgedSet set) {
    if (set.files().isEmpty()) {
      return set.turned(State.ABSENT, List.of());
    }
    Optional<String> incomplete =
        set.type().isTar() ? incompleteTars(set) : severalSamples(set.files());
    if (incomplete.isPresent()) {
      return set.turned(State.INCOMPLETE, List.of(incomplete.get()));
    }
    List<String> damage =
        set.files().stream()
            .filter(file -> isImpossible(set.type(), file.size()))
            .map(file -> file.name() + " has " + file.size() + " bytes, which none can have")
            .toList();
    if (!damage.isEmpty()) {
      return set.turned(State.DAMAGED, damage);
    }
    String untold = Expectation.untold(set.type());
    return untold.isEmpty()
        ? set.turned(State.COMPLETE_NO_MANIFEST, List.of())
        : set.turned(State.INCOMPLETE, List.of(untold));
  }

  private Optional<String> incompleteTars(JudgedSet set) {
    PartSet parts = there.parts(set.fault(), set.type(), set.files());
    return parts
        .contradiction()
        .or(
            () ->
                parts.missing().isEmpty()
                    ? Optional.empty()
                    : Optional.of("missing " + String.join(", ", parts.missing())));
  }

  private static Optional<String> severalSamples(List<StoredFile> files) {
    return files.size() == 1
        ? Optional.empty()
        : Optional.of(
            "only one file can be the sample, but there are "
                + files.stream().map(StoredFile::name).collect(Collectors.joining(", ")));
  }

  /** A tar is made of blocks, and two of them end it. */
  private static boolean isImpossible(DataType type, long size) {
    return size == 0 || (type.isTar() && (size < 2 * TAR_BLOCK || size % TAR_BLOCK != 0));
  }

  private static Optional<StoredFile> find(
      RemoteSets there, List<StoredFile> files, PartEntry part) {
    return files.stream().filter(file -> there.same(file.name(), part.name())).findFirst();
  }

  private static Optional<String> damage(PartEntry part, StoredFile file) {
    if (file.size() != part.size()) {
      return Optional.of(
          file.name() + " has " + file.size() + " bytes, its manifest says " + part.size());
    }
    if (part.isOtherThan(file)) {
      return Optional.of(file.name() + " has another content hash than its manifest says");
    }
    return Optional.empty();
  }
}
