package org.quakecore.cssync.catalogue.patterns;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.NameTemplate;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.YamlEvents;
import org.quakecore.cssync.catalogue.check.ContentCheck;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns.Place;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/** Reads the events of sync_patterns.yaml. */
final class SyncPatternsParser {
  private static final int MOST_PATTERNS = 1_000;
  private static final Set<String> KEYS =
      Set.of("where", "pattern", "archive", "member", "optional", "check");

  /** It stands in names of files, in options and in columns of stocktake.csv. */
  private static final Pattern LABEL = Pattern.compile("[A-Za-z][A-Za-z0-9_]{0,31}");

  private static final String TYPE_PLACEHOLDER = "{type}";
  private static final String DEFAULT_MEMBER = "{file}";

  private final YamlEvents yaml;

  private SyncPatternsParser(YamlEvents yaml) {
    this.yaml = yaml;
  }

  static SyncPatterns parse(YamlEvents yaml) throws SyncException {
    return new SyncPatternsParser(yaml).parse();
  }

  /** What a section says. */
  private static final class Section {
    private final ScalarEvent type;
    private final Set<String> keys = new HashSet<>();
    private List<PatternSegment> where;
    private List<FilePattern> patterns;
    private ScalarEvent archive;
    private ScalarEvent member;
    private boolean optional;
    private List<CheckParser.OfPattern> checks = List.of();

    Section(ScalarEvent type) {
      this.type = type;
    }

    String label() {
      return type.getValue();
    }

    boolean isOfALayout() {
      return archive != null || member != null || optional;
    }
  }

  private SyncPatterns parse() throws SyncException {
    Map<String, Section> sections = new LinkedHashMap<>();
    yaml.startDocument("where and pattern for each data type");
    while (!yaml.ended(Event.ID.MappingEnd)) {
      Section section = section(yaml.scalar("a data type"));
      if (sections.put(section.label(), section) != null) {
        throw yaml.bad(section.type, section.label() + " is here twice; make one of the two");
      }
    }
    yaml.endDocument();
    if (sections.isEmpty()) {
      throw yaml.bad(yaml.peek(), "has no data type; write " + sections() + " with its files");
    }
    boolean own = sections.values().stream().anyMatch(Section::isOfALayout);
    ArchiveLayout layout =
        own ? layout(sections.values().stream().toList()) : ArchiveLayout.STANDARD;
    Map<DataType, Place> types = new TreeMap<>();
    for (Section section : sections.values()) {
      types.put(
          type(layout, section),
          new Place(section.where, section.patterns, checksByPattern(section)));
    }
    return new SyncPatterns(layout, types);
  }

  private Map<FilePattern, List<ContentCheck>> checksByPattern(Section section)
      throws SyncException {
    Map<FilePattern, List<ContentCheck>> checks = new LinkedHashMap<>();
    for (CheckParser.OfPattern each : section.checks) {
      String text = each.at().getValue();
      FilePattern pattern =
          section.patterns.stream()
              .filter(one -> one.text().equals(text))
              .findFirst()
              .orElseThrow(
                  () ->
                      yaml.bad(
                          each.at(),
                          Quoted.of(text)
                              + " is none of the patterns of "
                              + section.label()
                              + "; write one as it stands there: "
                              + section.patterns.stream()
                                  .map(one -> Quoted.of(one.text()))
                                  .collect(Collectors.joining(", "))));
      if (checks.put(pattern, each.checks()) != null) {
        throw yaml.bad(each.at(), Quoted.of(text) + " is checked twice; make one of the two");
      }
    }
    return checks;
  }

  private DataType type(ArchiveLayout layout, Section section) throws SyncException {
    DataType type =
        layout
            .find(section.label())
            .orElseThrow(
                () ->
                    yaml.bad(
                        section.type,
                        Quoted.of(section.label())
                            + " is no data type; write "
                            + sections()
                            + " here, or say its archive"));
    if (type.isSample()) {
      throw yaml.bad(
          section.type,
          type + " is taken from what " + type.foundAs() + " matches; take this section away");
    }
    return type;
  }

  /** The types that can have a section, in words. */
  private static String sections() {
    List<String> labels =
        ArchiveLayout.STANDARD.types().stream()
            .filter(type -> !type.isSample())
            .map(DataType::label)
            .toList();
    int last = labels.size() - 1;
    return String.join(", ", labels.subList(0, last)) + " or " + labels.get(last);
  }

  private ArchiveLayout layout(List<Section> sections) throws SyncException {
    List<ArchiveLayout.Row> rows = new ArrayList<>();
    Map<String, Section> byFile = new HashMap<>();
    for (Section section : sections) {
      ArchiveLayout.Row row = row(section);
      String file = row.archive().substring(row.archive().lastIndexOf('/') + 1);
      Section other = byFile.putIfAbsent(Fault.folded(file), section);
      if (other != null && !row.archive().equals(archiveOf(other))) {
        throw yaml.bad(
            section.type,
            "the archives of "
                + other.label()
                + " and "
                + section.label()
                + " are called alike, "
                + Quoted.of(file)
                + "; give one another name, or both the same folder to share it");
      }
      rows.add(row);
    }
    return new ArchiveLayout(rows);
  }

  private ArchiveLayout.Row row(Section section) throws SyncException {
    if (!LABEL.matcher(section.label()).matches()) {
      throw yaml.bad(
          section.type,
          Quoted.of(section.label())
              + ": the name of a data type has letters, digits and underscores, begins with a letter"
              + " and has at most 32");
    }
    Optional<ArchiveLayout.Row> usual =
        ArchiveLayout.STANDARD
            .row(section.label())
            .filter(row -> row.subject().sampled().isEmpty());
    if (section.archive == null && usual.isEmpty()) {
      throw yaml.bad(
          section.type,
          section.label()
              + " lacks archive, what its files are kept in, like {type}/{fault}/{event}_{type}.tar");
    }
    String archive = archiveOf(section);
    String member = usual.map(ArchiveLayout.Row::member).orElse(DEFAULT_MEMBER);
    if (section.member != null) {
      member = template(section.member, section);
    } else if (section.archive != null) {
      member = DEFAULT_MEMBER;
    }
    if (!member.contains("{file}") || member.contains("/")) {
      throw yaml.bad(
          section.member == null ? section.type : section.member,
          Quoted.of(member) + ": what a file is called in its archive has {file} in it, and no /");
    }
    boolean everyEvent =
        archive.contains("{event}")
            || member.contains("{event}")
            || usual.map(row -> row.subject().everyEvent()).orElse(false);
    return new ArchiveLayout.Row(
        section.label(), archive, member, new DataType.Subject(everyEvent, section.optional, ""));
  }

  private String archiveOf(Section section) throws SyncException {
    if (section.archive == null) {
      return ArchiveLayout.STANDARD.row(section.label()).orElseThrow().archive();
    }
    String archive = template(section.archive, section);
    int slash = archive.lastIndexOf('/');
    String folder = archive.substring(0, Math.max(0, slash));
    String file = archive.substring(slash + 1);
    String problem = null;
    if (!file.contains("{fault}") && !file.contains("{event}")) {
      problem = "the name of an archive has {fault} or {event} in it, for each has its own";
    } else if (folder.contains("{event}") || archive.contains("{file}")) {
      problem = "{event} belongs in the name of the archive, {file} in member";
    } else if (file.contains("{event}") && !file.endsWith(".tar")) {
      problem = "an archive of each event is a tar, whose name ends in .tar";
    } else if (folder.isEmpty() || archive.startsWith("_")) {
      problem = "an archive lies in a folder, whose name does not begin with _";
    } else if (List.of(archive.split("/", -1)).stream()
        .anyMatch(name -> name.isBlank() || name.equals(".") || name.equals(".."))) {
      problem = "it must be a path below the version's folder";
    }
    if (problem != null) {
      throw yaml.bad(section.archive, Quoted.of(archive) + ": " + problem);
    }
    return archive;
  }

  /** A template, with the type's name in its place. */
  private String template(ScalarEvent value, Section section) throws SyncException {
    String text = value.getValue().replace(TYPE_PLACEHOLDER, section.label());
    try {
      return new NameTemplate(text).text();
    } catch (IllegalArgumentException e) {
      throw yaml.bad(value, Quoted.bare(e.getMessage()));
    }
  }

  private Section section(ScalarEvent type) throws SyncException {
    Section section = new Section(type);
    yaml.expect(Event.ID.MappingStart, "where and pattern of " + type.getValue());
    while (!yaml.ended(Event.ID.MappingEnd)) {
      ScalarEvent key = yaml.scalar("where or pattern");
      if (!KEYS.contains(key.getValue())) {
        throw yaml.bad(
            key,
            Quoted.of(key.getValue())
                + " is not known here; a data type has where and pattern, and may have archive,"
                + " member, optional and check");
      }
      if (!section.keys.add(key.getValue())) {
        throw yaml.bad(
            key, type.getValue() + " has " + key.getValue() + " twice; make one of the two");
      }
      switch (key.getValue()) {
        case "where" -> section.where = where();
        case "pattern" -> section.patterns = patterns(key);
        case "archive" -> section.archive = yaml.scalar("the path of an archive");
        case "member" -> section.member = yaml.scalar("what a file is called in its archive");
        case "check" -> section.checks = new CheckParser(yaml).checks();
        default -> section.optional = isTrue(yaml.scalar("true or false"));
      }
    }
    if (section.where == null || section.patterns == null) {
      throw yaml.bad(
          type,
          type.getValue()
              + " lacks "
              + (section.where == null
                  ? "where, the folder to look in"
                  : "pattern, the files to look for"));
    }
    return section;
  }

  private boolean isTrue(ScalarEvent value) throws SyncException {
    return switch (value.getValue()) {
      case "true" -> true;
      case "false" -> false;
      default -> throw yaml.bad(value, "optional is true or false");
    };
  }

  private List<PatternSegment> where() throws SyncException {
    ScalarEvent value = yaml.scalar("a folder below the CS root");
    try {
      List<PatternSegment> segments = SyncPatterns.segments(value.getValue());
      if (segments.stream().anyMatch(PatternSegment::hasWildcard)) {
        throw new IllegalArgumentException("wildcards belong in pattern, not in where");
      }
      return segments;
    } catch (IllegalArgumentException e) {
      throw yaml.bad(value, Quoted.of(value.getValue()) + ": " + Quoted.bare(e.getMessage()));
    }
  }

  private List<FilePattern> patterns(ScalarEvent key) throws SyncException {
    List<FilePattern> patterns = new ArrayList<>();
    if (yaml.peek() instanceof ScalarEvent) {
      patterns.add(pattern());
      return patterns;
    }
    yaml.expect(Event.ID.SequenceStart, "a list of patterns");
    while (!yaml.ended(Event.ID.SequenceEnd)) {
      FilePattern pattern = pattern();
      if (patterns.contains(pattern)) {
        throw yaml.bad(key, Quoted.of(pattern.text()) + " is here twice; take one away");
      }
      if (patterns.size() == MOST_PATTERNS) {
        throw yaml.bad(key, "a data type can have at most " + MOST_PATTERNS + " patterns");
      }
      patterns.add(pattern);
    }
    if (patterns.isEmpty()) {
      throw yaml.bad(key, "the list of patterns is empty; name the files to look for");
    }
    return patterns;
  }

  private FilePattern pattern() throws SyncException {
    ScalarEvent value = yaml.scalar("a pattern");
    try {
      return FilePattern.parse(value.getValue());
    } catch (IllegalArgumentException e) {
      throw yaml.bad(value, Quoted.of(value.getValue()) + ": " + Quoted.bare(e.getMessage()));
    }
  }
}
