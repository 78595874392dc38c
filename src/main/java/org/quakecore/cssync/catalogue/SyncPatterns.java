package org.quakecore.cssync.catalogue;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/**
 * Where the files of each data type lie, as sync_patterns.yaml has it.
 *
 * @param types but samples, as far as the file has them; at least one
 */
public record SyncPatterns(Map<DataType, Place> types) {
  /** What stands for the fault's name in folders and patterns. */
  public static final String FAULT_PLACEHOLDER = "{fault_name}";

  /** For what is the same of every fault. */
  private static final Fault ANY_FAULT = new Fault("F");

  private static final int MOST_PATTERNS = 1_000;
  private static final String DEFAULTS = "/sync_patterns.yaml";

  public SyncPatterns {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
  }

  /**
   * The files of one data type.
   *
   * @param where the folder's levels below the CS root, without wildcards; none for the root itself
   * @param patterns at least one
   */
  public record Place(List<PatternSegment> where, List<FilePattern> patterns) {
    public Place {
      where = List.copyOf(where);
      patterns = List.copyOf(patterns);
    }

    /** The folder of a fault, relative to the CS root, as the console shows it. */
    public String folderFor(Fault fault) {
      List<String> names = where.stream().map(segment -> segment.nameFor(fault)).toList();
      return names.isEmpty() ? "." : String.join("/", names);
    }
  }

  public Optional<Place> of(DataType type) {
    return Optional.ofNullable(types.get(type));
  }

  /**
   * The folders right in the CS root that hold all files of these types; none where any lie in the
   * root itself, or in folders that are named like faults.
   */
  public SortedSet<String> foldersOf(Set<DataType> wanted) {
    SortedSet<String> folders = new TreeSet<>();
    for (DataType type : wanted) {
      Optional<PatternSegment> first =
          of(type.foundAs()).flatMap(place -> place.where().stream().findFirst());
      if (first.isEmpty() || first.get().namesFault()) {
        return new TreeSet<>();
      }
      folders.add(first.get().nameFor(ANY_FAULT));
    }
    return folders;
  }

  /** Of them those of which it depends on the whole run whether there have to be any. */
  public SyncPatterns optional() {
    Map<DataType, Place> optional = new TreeMap<>();
    types.forEach(
        (type, place) -> {
          List<FilePattern> patterns =
              place.patterns().stream().filter(FilePattern::optional).toList();
          if (!patterns.isEmpty()) {
            optional.put(type, new Place(place.where(), patterns));
          }
        });
    return new SyncPatterns(optional);
  }

  /** The patterns that the program brings along. */
  public static SyncPatterns defaults() throws SyncException {
    try (InputStream in = SyncPatterns.class.getResourceAsStream(DEFAULTS)) {
      if (in == null) {
        throw new SyncException(
            SyncException.Kind.BAD_INPUT,
            "the program's own sync_patterns.yaml is missing; give one with --config");
      }
      return new SyncPatterns(
          parse(YamlEvents.of("sync_patterns.yaml", new BufferedInputStream(in))));
    } catch (IOException e) {
      throw SyncException.of(e, Path.of(DEFAULTS), SyncException.Kind.BAD_INPUT);
    }
  }

  /**
   * Reads patterns that the user keeps.
   *
   * @throws SyncException of kind BAD_INPUT when something in it is unknown, missing, there twice,
   *     or would lead out of the CS root; the message names file, line and remedy
   */
  public static SyncPatterns read(Path file) throws SyncException {
    byte[] text = InputText.read(file).getBytes(StandardCharsets.UTF_8);
    try {
      return new SyncPatterns(
          parse(YamlEvents.of(file.toString(), new ByteArrayInputStream(text))));
    } catch (IOException e) {
      throw SyncException.of(e, file, SyncException.Kind.BAD_INPUT);
    }
  }

  private static Map<DataType, Place> parse(YamlEvents yaml) throws SyncException {
    Map<DataType, Place> types = new TreeMap<>();
    yaml.startDocument("where and pattern for each data type");
    while (!yaml.ended(Event.ID.MappingEnd)) {
      ScalarEvent key = yaml.scalar("a data type");
      Optional<DataType> type = ArchiveLayout.STANDARD.find(key.getValue());
      if (type.isEmpty()) {
        throw yaml.bad(
            key, Quoted.of(key.getValue()) + " is no data type; write " + sections() + " here");
      }
      if (type.get().isSample()) {
        throw yaml.bad(
            key,
            type.get()
                + " is taken from what "
                + type.get().foundAs()
                + " matches; take this section away");
      }
      if (types.containsKey(type.get())) {
        throw yaml.bad(key, type.get() + " is here twice; make one of the two");
      }
      types.put(type.get(), place(yaml, key));
    }
    yaml.endDocument();
    if (types.isEmpty()) {
      throw yaml.bad(yaml.peek(), "has no data type; write " + sections() + " with its files");
    }
    return types;
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

  private static Place place(YamlEvents yaml, ScalarEvent type) throws SyncException {
    List<PatternSegment> where = null;
    List<FilePattern> patterns = null;
    yaml.expect(Event.ID.MappingStart, "where and pattern of " + type.getValue());
    while (!yaml.ended(Event.ID.MappingEnd)) {
      ScalarEvent key = yaml.scalar("where or pattern");
      boolean isWhere = key.getValue().equals("where");
      if (!isWhere && !key.getValue().equals("pattern")) {
        throw yaml.bad(
            key,
            Quoted.of(key.getValue()) + " is not known here; a data type has where and pattern");
      }
      if (isWhere ? where != null : patterns != null) {
        throw yaml.bad(
            key, type.getValue() + " has " + key.getValue() + " twice; make one of the two");
      }
      if (isWhere) {
        where = where(yaml);
      } else {
        patterns = patterns(yaml, key);
      }
    }
    if (where == null || patterns == null) {
      throw yaml.bad(
          type,
          type.getValue()
              + " lacks "
              + (where == null
                  ? "where, the folder to look in"
                  : "pattern, the files to look for"));
    }
    return new Place(where, patterns);
  }

  private static List<PatternSegment> where(YamlEvents yaml) throws SyncException {
    ScalarEvent value = yaml.scalar("a folder below the CS root");
    try {
      List<PatternSegment> segments = segments(value.getValue());
      if (segments.stream().anyMatch(PatternSegment::hasWildcard)) {
        throw new IllegalArgumentException("wildcards belong in pattern, not in where");
      }
      return segments;
    } catch (IllegalArgumentException e) {
      throw yaml.bad(value, Quoted.of(value.getValue()) + ": " + Quoted.bare(e.getMessage()));
    }
  }

  private static List<FilePattern> patterns(YamlEvents yaml, ScalarEvent key) throws SyncException {
    List<FilePattern> patterns = new ArrayList<>();
    if (yaml.peek() instanceof ScalarEvent) {
      patterns.add(pattern(yaml));
      return patterns;
    }
    yaml.expect(Event.ID.SequenceStart, "a list of patterns");
    while (!yaml.ended(Event.ID.SequenceEnd)) {
      FilePattern pattern = pattern(yaml);
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

  private static FilePattern pattern(YamlEvents yaml) throws SyncException {
    ScalarEvent value = yaml.scalar("a pattern");
    try {
      return FilePattern.parse(value.getValue());
    } catch (IllegalArgumentException e) {
      throw yaml.bad(value, Quoted.of(value.getValue()) + ": " + Quoted.bare(e.getMessage()));
    }
  }

  /**
   * The folder levels of a path below the CS root.
   *
   * @throws IllegalArgumentException when it could lead out of the CS root
   */
  public static List<PatternSegment> segments(String path) {
    if (path.isBlank()) {
      throw new IllegalArgumentException("a path is missing here");
    }
    if (path.startsWith("/")) {
      throw new IllegalArgumentException("it must be relative to the CS root, without a leading /");
    }
    if (path.chars().anyMatch(Character::isISOControl)) {
      throw new IllegalArgumentException("it holds a control character");
    }
    List<PatternSegment> segments = new ArrayList<>();
    for (String name : path.split("/", -1)) {
      if (name.equals("..")) {
        throw new IllegalArgumentException("\"..\" would lead out of the CS root");
      }
      if (name.equals("**")) {
        throw new IllegalArgumentException(
            "** is not supported; write one * for each folder level");
      }
      if (!name.isEmpty() && !name.equals(".")) {
        segments.add(PatternSegment.parse(name));
      }
    }
    return segments;
  }
}
