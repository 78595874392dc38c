package org.quakecore.cssync.status.index;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.patterns.PatternSegment;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.status.JudgedSet;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/**
 * Finds a fault, a realisation or a file in every version: of a fault its sets, of a realisation
 * its members, and files by their names. A line for each, in columns with a tab between them.
 */
public final class Find {
  private static final Pattern REALISATION = Pattern.compile("(.*_REL[0-9]+)(?:[^0-9].*)?");
  private static final String NONE = "-";
  private static final String IN_NO_SET = "in no set";
  private static final int MOST_UNTOLD = 20;

  private final Look look;
  private final String glob;
  private final Pattern pattern;
  private final Progress progress;
  private final List<ArchivedSet> untold = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private long found;

  /**
   * @throws SyncException USAGE when the glob is malformed
   */
  public Find(Look look, String glob, Progress progress) throws SyncException {
    this.look = look;
    this.glob = glob;
    this.progress = progress;
    try {
      this.pattern = PatternSegment.parse(glob).regex();
    } catch (IllegalArgumentException malformed) {
      throw new SyncException(
          Kind.USAGE,
          "--find "
              + Quoted.of(glob)
              + ": "
              + malformed.getMessage()
              + "; *, ? and [...] are known here",
          malformed);
    }
  }

  /**
   * One place.
   *
   * @param set like {@code Hope/BB}
   * @param state of the set, in words
   * @param part the file's name in its set's folder, or its path where it is in no set
   * @param member null where the file itself is what was looked for
   * @param size in bytes, of the member or the file
   */
  private record Place(
      String version, String set, String state, String part, MemberEntry member, long size) {
    String line() {
      return String.join(
          "\t",
          Quoted.line(version),
          set,
          state,
          Quoted.line(part),
          member == null ? NONE : Quoted.line(member.name()),
          member == null ? NONE : Long.toString(member.offset()),
          Long.toString(size));
    }

    JsonObject json() {
      JsonObject json = new JsonObject();
      json.addProperty("cs_ver", version);
      if (!set.equals(NONE)) {
        json.addProperty("fault", set.substring(0, set.lastIndexOf('/')));
        json.addProperty("type", set.substring(set.lastIndexOf('/') + 1));
      }
      json.addProperty("state", state);
      json.addProperty("part", part);
      if (member != null) {
        json.addProperty("name", member.name());
        json.addProperty("offset", member.offset());
        json.addProperty("sha256", member.sha256());
      }
      json.addProperty("size", size);
      return json;
    }
  }

  /**
   * Says where it is, version by version as they are looked at.
   *
   * @return complete when it was found, and nowhere it could be unseen
   */
  public Outcome say(boolean json) throws SyncException {
    JsonArray places = new JsonArray();
    look.each(
        this::members,
        version -> {
          List<Place> here = places(version);
          found += here.size();
          if (json) {
            here.forEach(place -> places.add(place.json()));
          } else {
            progress.say(here.stream().map(Place::line).toList());
          }
        });
    boolean complete = found > 0 && untold.isEmpty() && problems.isEmpty();
    if (json) {
      JsonObject document = new JsonObject();
      document.addProperty("remote", look.place());
      document.addProperty("complete", complete);
      document.add("found", places);
      JsonArray unknown = new JsonArray();
      untold.forEach(set -> unknown.add(set.title()));
      document.add("members_unknown", unknown);
      JsonArray wrong = new JsonArray();
      problems.forEach(wrong::add);
      document.add("problems", wrong);
      progress.say(Json.lines(document));
    } else {
      warn();
    }
    return new Outcome(complete);
  }

  private List<MemberEntry> members(JudgedSet set) {
    Predicate<MemberEntry> wanted =
        member -> matches(member.name()) || matches(realisation(member.name()));
    return set.manifest().isEmpty() || matches(set.fault().name())
        ? List.of()
        : set.manifest().get().members().stream().filter(wanted).toList();
  }

  private boolean matches(String name) {
    return pattern.matcher(name).matches();
  }

  /** Like {@code Hope_REL07}; the name itself where it is of none. */
  private static String realisation(String member) {
    Matcher matcher = REALISATION.matcher(member);
    return matcher.matches() ? matcher.group(1) : member;
  }

  private List<Place> places(ArchivedVersion version) {
    List<Place> places = new ArrayList<>();
    for (ArchivedSet set : version.sets()) {
      int before = places.size();
      inSet(set, places);
      if (!set.known() && places.size() == before) {
        untold.add(set);
      }
    }
    for (ArchivedFile file : version.others()) {
      if (!file.isRecord() && matches(file.name())) {
        String below = file.path().substring(version.name().length() + 1);
        places.add(new Place(version.name(), NONE, IN_NO_SET, below, null, file.size()));
      }
    }
    if (!version.problem().isEmpty()) {
      problems.add(version.problem());
    }
    return places;
  }

  private void inSet(ArchivedSet set, List<Place> places) {
    String title = set.fault() + "/" + set.type();
    String state = set.state().words();
    boolean whole = matches(set.fault());
    for (MemberEntry member : set.members()) {
      places.add(new Place(set.version(), title, state, member.part(), member, member.size()));
    }
    for (ArchivedFile file : set.files()) {
      if (whole || (set.members().isEmpty() && matches(file.name()))) {
        places.add(new Place(set.version(), title, state, file.name(), null, file.size()));
      }
    }
    if (whole && set.files().isEmpty()) {
      places.add(new Place(set.version(), title, state, NONE, null, 0));
    }
  }

  private void warn() {
    problems.forEach(problem -> progress.warn("#### " + Quoted.bare(problem)));
    untold.stream()
        .limit(MOST_UNTOLD)
        .forEach(
            set ->
                progress.warn(
                    "#### "
                        + Quoted.bare(set.title())
                        + ": members unknown, "
                        + set.state().words()));
    if (untold.size() > MOST_UNTOLD) {
      progress.warn("#### and " + (untold.size() - MOST_UNTOLD) + " more sets");
    }
    if (found == 0) {
      progress.warn(
          "#### No fault, realisation or file matches "
              + Quoted.of(glob)
              + " below "
              + look.place());
    }
  }
}
