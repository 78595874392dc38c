package org.quakecore.cssync.status.index;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.status.State;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/** Tells what takes how much room: by version, by data type, and the largest sets. */
public final class Room {
  private static final Comparator<ArchivedSet> BY_SIZE =
      Comparator.comparingLong(ArchivedSet::bytes)
          .thenComparing(ArchivedSet::title, Comparator.reverseOrder());

  private final Look look;
  private final int most;
  private final Progress progress;
  private final List<Version> versions = new ArrayList<>();
  private final Map<String, Sum> types = new TreeMap<>();
  private final PriorityQueue<ArchivedSet> largest = new PriorityQueue<>(BY_SIZE);
  private final List<String> problems = new ArrayList<>();

  /**
   * @param most how many of the largest sets are told
   */
  public Room(Look look, int most, Progress progress) {
    this.look = look;
    this.most = most;
    this.progress = progress;
  }

  private record Sum(long files, long bytes) {
    Sum and(Sum other) {
      return new Sum(files + other.files, bytes + other.bytes);
    }

    String words() {
      return ByteCount.human(bytes) + " in " + ByteCount.files(files);
    }
  }

  /**
   * A version.
   *
   * @param aside what of it is in no set, records left out
   * @param states how many sets there are of each
   * @param writtenFor another version that its manifests were written for; empty where there is
   *     none
   */
  private record Version(
      String name, Sum all, Sum aside, long errors, Map<State, Long> states, String writtenFor) {}

  /**
   * Says it.
   *
   * @return complete when every set of every version is
   */
  public Outcome say(boolean json) throws SyncException {
    look.each(set -> List.of(), this::take);
    versions.sort(
        Comparator.comparingLong((Version version) -> -version.all().bytes())
            .thenComparing(Version::name));
    progress.say(json ? Json.lines(document()) : lines());
    return new Outcome(errors() == 0);
  }

  private long errors() {
    return versions.stream().mapToLong(Version::errors).sum();
  }

  private void take(ArchivedVersion version) {
    Map<State, Long> states = new TreeMap<>();
    for (ArchivedSet set : version.sets()) {
      states.merge(set.state(), 1L, Long::sum);
      types.merge(set.type(), new Sum(set.files().size(), set.bytes()), Sum::and);
      largest.add(set);
      if (largest.size() > most) {
        largest.remove();
      }
    }
    versions.add(
        new Version(
            version.name(),
            new Sum(version.files().count(), version.bytes()),
            version.others().stream()
                .filter(file -> !file.isRecord())
                .map(file -> new Sum(1, file.size()))
                .reduce(new Sum(0, 0), Sum::and),
            version.errors(),
            states,
            version.sets().stream()
                .map(ArchivedSet::writtenFor)
                .filter(each -> !each.equals(version.name()))
                .distinct()
                .collect(Collectors.joining(", "))));
    if (!version.problem().isEmpty()) {
      problems.add(version.problem());
    }
  }

  private List<ArchivedSet> sorted() {
    return largest.stream().sorted(BY_SIZE.reversed()).toList();
  }

  private List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add("#### What takes room below " + look.place());
    int width =
        Stream.concat(Stream.of("version"), versions.stream().map(Version::name))
            .mapToInt(String::length)
            .max()
            .orElse(0);
    lines.add(row(width, "version", "size", "files", "in no set", "sets"));
    for (Version version : versions) {
      lines.add(
          row(
              width,
              Quoted.bare(version.name()),
              ByteCount.human(version.all().bytes()),
              Long.toString(version.all().files()),
              version.aside().files() == 0 ? "-" : ByteCount.human(version.aside().bytes()),
              states(version.states())));
    }
    for (Version version : versions) {
      if (!version.writtenFor().isEmpty()) {
        lines.add(
            "#### "
                + Quoted.bare(version.name())
                + " holds what was archived as "
                + Quoted.bare(version.writtenFor()));
      }
    }
    problems.forEach(problem -> lines.add("#### " + Quoted.bare(problem)));
    if (most > 0 && !largest.isEmpty()) {
      lines.add("");
      lines.add("#### The largest sets");
      for (ArchivedSet set : sorted()) {
        lines.add(
            String.format(
                Locale.ROOT,
                "%9s  %s, %s, %s",
                ByteCount.human(set.bytes()),
                Quoted.bare(set.title()),
                ByteCount.files(set.files().size()),
                set.state().words()));
      }
    }
    lines.add("");
    lines.add("======== Summary");
    types.forEach((type, sum) -> lines.add("   " + type + ": " + sum.words()));
    lines.add("   All: " + all().words());
    lines.add("   Errors: " + errors());
    return lines;
  }

  private Sum all() {
    return versions.stream().map(Version::all).reduce(new Sum(0, 0), Sum::and);
  }

  private static String row(
      int width, String version, String size, String files, String aside, String sets) {
    return String.format(
            Locale.ROOT, "%-" + width + "s  %9s  %7s  %9s  %s", version, size, files, aside, sets)
        .stripTrailing();
  }

  private static String states(Map<State, Long> states) {
    return states.isEmpty()
        ? "-"
        : states.entrySet().stream()
            .map(each -> each.getValue() + " " + each.getKey().words())
            .collect(Collectors.joining("; "));
  }

  private JsonObject document() {
    JsonObject document = new JsonObject();
    document.addProperty("remote", look.place());
    document.addProperty("complete", errors() == 0);
    document.addProperty("errors", errors());
    document.addProperty("files", all().files());
    document.addProperty("size", all().bytes());
    JsonArray array = new JsonArray();
    for (Version version : versions) {
      JsonObject json = new JsonObject();
      json.addProperty("cs_ver", version.name());
      json.addProperty("files", version.all().files());
      json.addProperty("size", version.all().bytes());
      json.addProperty("size_in_no_set", version.aside().bytes());
      json.addProperty("errors", version.errors());
      if (!version.writtenFor().isEmpty()) {
        json.addProperty("archived_as", version.writtenFor());
      }
      JsonObject states = new JsonObject();
      version.states().forEach((state, count) -> states.addProperty(state.name(), count));
      json.add("sets", states);
      array.add(json);
    }
    document.add("versions", array);
    JsonObject sums = new JsonObject();
    types.forEach((type, sum) -> sums.addProperty(type, sum.bytes()));
    document.add("size_of_types", sums);
    JsonArray sets = new JsonArray();
    for (ArchivedSet set : sorted()) {
      JsonObject json = new JsonObject();
      json.addProperty("cs_ver", set.version());
      json.addProperty("fault", set.fault());
      json.addProperty("type", set.type());
      json.addProperty("state", set.state().name());
      json.addProperty("files", set.files().size());
      json.addProperty("size", set.bytes());
      sets.add(json);
    }
    document.add("largest", sets);
    document.add("problems", Json.strings(problems));
    return document;
  }
}
