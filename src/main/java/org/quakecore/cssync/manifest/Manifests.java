package org.quakecore.cssync.manifest;

import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;

/**
 * The manifests of a version, fetched all in one transfer where that can be. One that is malformed,
 * of a newer format, or of another set than its name says, is never trusted: it counts as none,
 * with a problem to tell.
 */
public final class Manifests {
  private static final int TRIES = 3;

  private final boolean caseInsensitive;

  /** By what all spellings of their names have in common on this remote. */
  private final Map<String, Manifest> byName = new HashMap<>();

  private final Map<String, String> problems = new TreeMap<>();
  private final Set<String> unread = new HashSet<>();
  private final Optional<BiConsumer<String, Manifests>> reader;

  private Manifests(boolean caseInsensitive, Optional<BiConsumer<String, Manifests>> reader) {
    this.caseInsensitive = caseInsensitive;
    this.reader = reader;
  }

  /** No manifests at all. */
  public static Manifests none() {
    return new Manifests(false, Optional.empty());
  }

  public Optional<Manifest> of(Fault fault, DataType type) {
    return Optional.ofNullable(byName.get(key(Manifest.fileName(fault, type))))
        .filter(manifest -> manifest.type().equals(type.label()));
  }

  /** Why the manifest of this set, which is there, cannot be used. */
  public Optional<String> problem(Fault fault, DataType type) {
    return Optional.ofNullable(problems.get(key(Manifest.fileName(fault, type))));
  }

  /**
   * Whether the manifest of this set is there and never came: of that nothing follows for the set.
   */
  public boolean isUnread(Fault fault, DataType type) {
    return unread.contains(key(Manifest.fileName(fault, type)));
  }

  /** Everything that is wrong with manifests that are there, in words. */
  public List<String> problems() {
    return List.copyOf(problems.values());
  }

  /**
   * Fetches the manifests that a listing of the version names. Nothing is left of them in the
   * place, however that ends.
   *
   * @param listing of the version's folder, as deep as it is
   * @param place for them, while they are read
   */
  public static Manifests fetch(
      Remote remote, CsVersion version, List<StoredFile> listing, TemporaryPlace place)
      throws SyncException {
    return fetch(remote, version, listing, place, told -> {});
  }

  /**
   * The same.
   *
   * @param told how many bytes of them have come since it was last told
   */
  public static Manifests fetch(
      Remote remote,
      CsVersion version,
      List<StoredFile> listing,
      TemporaryPlace place,
      LongConsumer told)
      throws SyncException {
    return new Manifests(remote.traits().caseInsensitive(), Optional.empty())
        .filled(remote, version, listing, place, told);
  }

  /**
   * Fetches them, too, and hands on each by itself, which need not be kept: those of a large
   * version fill the memory. One that was written for a version of another name counts as well, for
   * the folder may have been renamed.
   *
   * @param reader is given one manifest at a time, by the name of its file
   * @return what is wrong with those that cannot be used, and no manifest
   */
  public static Manifests each(
      Remote remote,
      CsVersion version,
      List<StoredFile> listing,
      TemporaryPlace place,
      LongConsumer told,
      BiConsumer<String, Manifests> reader)
      throws SyncException {
    return new Manifests(remote.traits().caseInsensitive(), Optional.of(reader))
        .filled(remote, version, listing, place, told);
  }

  private Manifests filled(
      Remote remote,
      CsVersion version,
      List<StoredFile> listing,
      TemporaryPlace place,
      LongConsumer told)
      throws SyncException {
    List<StoredFile> wanted =
        listing.stream()
            .filter(file -> key(file.path()).equals(key(Manifest.FOLDER + "/" + file.name())))
            .filter(file -> key(file.name()).endsWith(key(".json")))
            .toList();
    List<StoredFile> fit = wanted.stream().filter(this::isFit).toList();
    List<String> names = fit.stream().map(StoredFile::name).toList();
    if (names.isEmpty()) {
      return this;
    }
    long bytes = fit.stream().mapToLong(StoredFile::size).sum();
    Transfer transfer = new Transfer(List.of(), false, Optional.empty(), told, bytes);
    return place.use(
        "manifests",
        bytes,
        scratch -> {
          for (String name : fetched(remote, version, scratch, names, transfer)) {
            read(scratch.resolve(name), version);
          }
          return this;
        });
  }

  private String key(String name) {
    return caseInsensitive ? Fault.folded(name) : name;
  }

  /** Those that came. They come together; where that fails for one of them, each alone. */
  private List<String> fetched(
      Remote remote, CsVersion version, Path scratch, List<String> names, Transfer transfer)
      throws SyncException {
    String folder = version + "/" + Manifest.FOLDER;
    for (int attempt = 1; ; attempt++) {
      try {
        remote.fetch(folder, scratch, names, transfer);
        return names;
      } catch (SyncException failure) {
        if (failure.kind().stopsTheRun()) {
          throw failure;
        }
        if (names.size() > 1) {
          break;
        }
        if (attempt == TRIES) {
          unread.add(key(names.get(0)));
          problems.put(
              key(names.get(0)),
              "the manifest " + names.get(0) + " could not be fetched: " + failure.getMessage());
          return List.of();
        }
      }
    }
    List<String> came = new ArrayList<>();
    for (String name : names) {
      came.addAll(fetched(remote, version, scratch, List.of(name), transfer.of(0)));
    }
    return came;
  }

  /**
   * Whether it can be fetched and read; else why not is a problem. One that is too large must not
   * take the memory or the time of all others, and a name that no set has is no manifest's.
   */
  private boolean isFit(StoredFile file) {
    String unfit =
        file.name().chars().anyMatch(Quoted::isUnsafe)
            ? "has a control character in its name"
            : file.size() < 0 || file.size() > Manifest.MOST_BYTES
                ? "has " + file.size() + " bytes, and none has more than " + Manifest.MOST_BYTES
                : "";
    if (!unfit.isEmpty()) {
      problems.put(key(file.name()), "the manifest " + Quoted.bare(file.name()) + " " + unfit);
    }
    return unfit.isEmpty();
  }

  private void read(Path file, CsVersion version) throws IOException {
    String name = file.getFileName().toString();
    try {
      if (Files.size(file) > Manifest.MOST_BYTES) {
        throw new SyncException(
            Kind.DATA, "the manifest " + name + " is larger than the listing said");
      }
      Manifest manifest = Manifest.parse(Files.readString(file), name);
      if (!key(name).equals(key(manifest.fault() + "_" + manifest.type() + ".json"))) {
        problems.put(key(name), "the manifest " + name + " is of another set than its name says");
      } else if (reader.isEmpty() && !key(manifest.version()).equals(key(version.name()))) {
        problems.put(
            key(name),
            "the manifest "
                + name
                + " is of another set than its name says: of "
                + manifest.version()
                + ", as in a folder that was renamed or copied");
      } else if (reader.isPresent()) {
        Manifests alone = new Manifests(caseInsensitive, Optional.empty());
        alone.byName.put(key(name), manifest);
        reader.get().accept(name, alone);
      } else {
        byName.put(key(name), manifest);
      }
    } catch (CharacterCodingException malformed) {
      problems.put(key(name), "the manifest " + name + " is malformed: it is not UTF-8");
    } catch (SyncException refused) {
      problems.put(key(name), refused.getMessage());
    }
  }
}
