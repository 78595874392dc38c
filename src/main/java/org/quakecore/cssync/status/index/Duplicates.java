package org.quakecore.cssync.status.index;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/**
 * Tells what exists more than once by content, under whatever names: by content hash and size.
 * Copies of the same files by the same sets or folders are told together.
 */
public final class Duplicates {
  private final Look look;
  private final Progress progress;
  private final List<Copy> all = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();

  public Duplicates(Look look, Progress progress) {
    this.look = look;
    this.progress = progress;
  }

  /**
   * A file, and where it belongs.
   *
   * @param owner its set, like {@code v22p12 Hope BB, COMPLETE}, or the folder it lies in
   * @param of how many files that set has; 0 where it is in none
   */
  private record Copy(ArchivedFile file, String version, String owner, int of) {}

  private record Content(String hash, long size) {}

  /**
   * Files that the same owners have.
   *
   * @param copies for each owner its files, in one order for all
   * @param bytes of one copy
   */
  private record Group(List<List<Copy>> copies, long bytes) {
    long saved() {
      return (copies.size() - 1) * bytes;
    }

    int files() {
      return copies.get(0).size();
    }
  }

  /**
   * Says them, those first that take the most room.
   *
   * @return complete when every version could be looked at
   */
  public Outcome say(boolean json) throws SyncException {
    look.each(set -> List.of(), this::take);
    List<Group> groups = groups();
    progress.say(json ? Json.lines(document(groups)) : lines(groups));
    return new Outcome(problems.isEmpty());
  }

  private void take(ArchivedVersion version) {
    for (ArchivedSet set : version.sets()) {
      String owner = set.title() + ", " + set.state().words();
      set.files()
          .forEach(file -> all.add(new Copy(file, version.name(), owner, set.files().size())));
    }
    // One name for all files of a folder: there may be hundreds of thousands.
    Map<String, String> folders = new HashMap<>();
    for (ArchivedFile file : version.others()) {
      if (!file.isRecord()) {
        String folder = folders.computeIfAbsent(file.folder() + "/", name -> name);
        all.add(new Copy(file, version.name(), folder, 0));
      }
    }
    if (!version.problem().isEmpty()) {
      problems.add(version.problem());
    }
  }

  private List<Group> groups() {
    Map<Content, List<Copy>> byContent = new LinkedHashMap<>();
    for (Copy copy : all) {
      if (copy.file().size() > 0 && copy.file().hash().isPresent()) {
        byContent
            .computeIfAbsent(
                new Content(copy.file().hash().get(), copy.file().size()),
                key -> new ArrayList<>(1))
            .add(copy);
      }
    }
    Map<List<String>, List<List<Copy>>> byOwners = new LinkedHashMap<>();
    for (List<Copy> copies : byContent.values()) {
      if (copies.size() > 1) {
        byOwners
            .computeIfAbsent(copies.stream().map(Copy::owner).toList(), key -> new ArrayList<>())
            .add(copies);
      }
    }
    return byOwners.values().stream()
        .map(Duplicates::group)
        .sorted(
            Comparator.comparingLong((Group group) -> -group.saved())
                .thenComparing(group -> group.copies().get(0).get(0).file().path()))
        .toList();
  }

  private static Group group(List<List<Copy>> files) {
    List<List<Copy>> byOwner = new ArrayList<>();
    for (int owner = 0; owner < files.get(0).size(); owner++) {
      int which = owner;
      byOwner.add(files.stream().map(copies -> copies.get(which)).toList());
    }
    return new Group(
        byOwner, files.stream().mapToLong(copies -> copies.get(0).file().size()).sum());
  }

  private List<String> lines(List<Group> groups) {
    List<String> lines = new ArrayList<>();
    lines.add("#### What is more than once below " + look.place());
    if (groups.isEmpty()) {
      lines.add("#### Nothing, as far as content hashes are known");
    }
    for (Group group : groups) {
      lines.add(
          group.copies().size()
              + " copies of "
              + ByteCount.human(group.bytes())
              + " in "
              + ByteCount.files(group.files())
              + ", "
              + ByteCount.human(group.saved())
              + " to save");
      group.copies().forEach(copy -> lines.add("   " + Quoted.shown(words(copy))));
    }
    problems.forEach(problem -> lines.add("#### " + Quoted.bare(problem)));
    lines.add("");
    lines.add("======== Summary");
    lines.add("   Could be saved: " + ByteCount.human(saved(groups)));
    versions(groups)
        .forEach(
            (versions, bytes) ->
                lines.add("   " + Quoted.bare(versions) + ": " + ByteCount.human(bytes)));
    proof(lines);
    lines.add("   Errors: " + problems.size());
    return lines;
  }

  /** Where a copy is: a set, or the files that a set or a folder has of it. */
  private static String words(List<Copy> copy) {
    Copy first = copy.get(0);
    if (copy.size() == first.of()) {
      return first.owner()
          + ": "
          + (first.of() == 1 ? first.file().path() : first.file().folder() + "/");
    }
    String files =
        copy.size() == 1
            ? first.file().path()
            : ByteCount.files(copy.size()) + " in " + first.file().folder() + "/";
    return first.of() == 0
        ? files
        : first.owner() + ": " + files + ", " + copy.size() + " of its " + first.of() + " files";
  }

  private static long saved(Collection<Group> groups) {
    return groups.stream().mapToLong(Group::saved).sum();
  }

  /** How much could be saved of what the same versions have. */
  private static Map<String, Long> versions(List<Group> groups) {
    Map<String, Long> bytes = new TreeMap<>();
    for (Group group : groups) {
      String versions =
          group.copies().stream()
              .map(copy -> copy.get(0).version())
              .distinct()
              .collect(Collectors.joining(" and "));
      bytes.merge(
          versions.contains(" and ") ? "In " + versions : "Within " + versions,
          group.saved(),
          Long::sum);
    }
    return bytes;
  }

  private void proof(List<String> lines) {
    long byManifest = all.stream().filter(copy -> copy.file().byManifest()).count();
    List<Copy> unknown = unknown();
    int known = all.size() - unknown.size();
    lines.add(
        "   Compared: "
            + ByteCount.files(known)
            + " by content hash"
            + (byManifest == 0
                ? ""
                : byManifest == known
                    ? ", as their manifests have them"
                    : ", " + byManifest + " of them as their manifests have it"));
    if (!unknown.isEmpty()) {
      lines.add(
          "   Not compared, for no hash is known: "
              + ByteCount.files(unknown.size())
              + ", "
              + ByteCount.human(unknown.stream().mapToLong(copy -> copy.file().size()).sum())
              + "; "
              + sameSize(unknown)
              + " of the size of another");
    }
  }

  private List<Copy> unknown() {
    return all.stream().filter(copy -> copy.file().hash().isEmpty()).toList();
  }

  private long sameSize(List<Copy> unknown) {
    Map<Long, Integer> sizes = new HashMap<>();
    all.forEach(copy -> sizes.merge(copy.file().size(), 1, Integer::sum));
    return unknown.stream().filter(copy -> sizes.get(copy.file().size()) > 1).count();
  }

  private JsonObject document(List<Group> groups) {
    JsonObject document = new JsonObject();
    document.addProperty("remote", look.place());
    document.addProperty("complete", problems.isEmpty());
    document.addProperty("saved", saved(groups));
    JsonArray array = new JsonArray();
    for (Group group : groups) {
      JsonObject json = new JsonObject();
      json.addProperty("size", group.bytes());
      json.addProperty("saved", group.saved());
      JsonArray copies = new JsonArray();
      for (List<Copy> copy : group.copies()) {
        JsonObject each = new JsonObject();
        each.addProperty("owner", copy.get(0).owner());
        each.addProperty("whole_set", copy.size() == copy.get(0).of());
        each.add("files", Json.strings(copy.stream().map(file -> file.file().path()).toList()));
        copies.add(each);
      }
      json.add("copies", copies);
      array.add(json);
    }
    document.add("duplicates", array);
    List<Copy> unknown = unknown();
    document.addProperty("compared", all.size() - unknown.size());
    document.addProperty("not_compared", unknown.size());
    document.add("problems", Json.strings(problems));
    return document;
  }
}
