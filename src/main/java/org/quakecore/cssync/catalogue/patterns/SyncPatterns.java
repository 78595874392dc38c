package org.quakecore.cssync.catalogue.patterns;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.InputText;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.YamlEvents;
import org.quakecore.cssync.catalogue.check.ContentCheck;
import org.quakecore.cssync.catalogue.check.Demand;

/**
 * Where the files of each data type lie, and what becomes of them in the archive, as
 * sync_patterns.yaml has it.
 *
 * @param layout the file's own where any of its sections has an archive, else the specification's
 * @param types but samples, as far as the file has them; at least one
 */
public record SyncPatterns(ArchiveLayout layout, Map<DataType, Place> types) {
  /** What stands for the fault's name in folders and patterns. */
  public static final String FAULT_PLACEHOLDER = "{fault_name}";

  /** For what is the same of every fault. */
  private static final Fault ANY_FAULT = new Fault("F");

  private static final String DEFAULTS = "/sync_patterns.yaml";

  public SyncPatterns {
    types = Collections.unmodifiableMap(new TreeMap<>(types));
  }

  /**
   * The files of one data type.
   *
   * @param where the folder's levels below the CS root, without wildcards; none for the root itself
   * @param patterns at least one
   * @param checks what the content of files has to be like, of the patterns that say it
   */
  public record Place(
      List<PatternSegment> where,
      List<FilePattern> patterns,
      Map<FilePattern, List<ContentCheck>> checks) {
    public Place {
      where = List.copyOf(where);
      patterns = List.copyOf(patterns);
      checks = Collections.unmodifiableMap(new LinkedHashMap<>(checks));
    }

    /** A place whose files' content is not looked at. */
    public Place(List<PatternSegment> where, List<FilePattern> patterns) {
      this(where, patterns, Map.of());
    }

    /** What is asked of the content of a file, by its path below the CS root. */
    public List<Demand> demands(Fault fault, String path) {
      List<Demand> demands = new ArrayList<>();
      checks.forEach(
          (pattern, all) -> {
            if (isOf(pattern, fault, path)) {
              all.forEach(check -> demands.add(new Demand(pattern.text(), check)));
            }
          });
      return demands;
    }

    private boolean isOf(FilePattern pattern, Fault fault, String path) {
      List<PatternSegment> levels = new ArrayList<>(where);
      levels.addAll(pattern.segments());
      List<String> names = List.of(path.split("/", -1));
      return names.size() == levels.size()
          && IntStream.range(0, names.size())
              .allMatch(i -> levels.get(i).regex(fault).matcher(names.get(i)).matches());
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
    return new SyncPatterns(layout, optional);
  }

  /** Layouts that archives are known to have, besides the specification's: by the version. */
  private static final List<String> KNOWN = List.of("v26p6", "v25p11");

  /** The layouts that the program knows, the specification's first. */
  public static List<ArchiveLayout> knownLayouts() throws SyncException {
    List<ArchiveLayout> layouts = new ArrayList<>(List.of(ArchiveLayout.STANDARD));
    for (String version : KNOWN) {
      layouts.add(brought("/layouts/" + version + "/sync_patterns.yaml").layout());
    }
    return layouts;
  }

  /** The patterns that the program brings along. */
  public static SyncPatterns defaults() throws SyncException {
    return brought(DEFAULTS);
  }

  private static SyncPatterns brought(String resource) throws SyncException {
    String name = resource.substring(1);
    try (InputStream in = SyncPatterns.class.getResourceAsStream(resource)) {
      if (in == null) {
        throw new SyncException(
            SyncException.Kind.BAD_INPUT,
            "the program's own " + name + " is missing; give one with --config");
      }
      return SyncPatternsParser.parse(YamlEvents.of(name, new BufferedInputStream(in)));
    } catch (IOException e) {
      throw SyncException.of(e, Path.of(resource), SyncException.Kind.BAD_INPUT);
    }
  }

  /** The patterns of a file, or those that the program brings along. */
  public static SyncPatterns of(Optional<Path> file) throws SyncException {
    return file.isPresent() ? read(file.get()) : defaults();
  }

  /**
   * Reads patterns that the user keeps.
   *
   * @throws SyncException of kind BAD_INPUT when something in it is unknown, missing, there twice,
   *     or would lead out of the CS root or the version's folder; the message names file, line and
   *     remedy
   */
  public static SyncPatterns read(Path file) throws SyncException {
    return parse(InputText.read(file), file.toString());
  }

  /**
   * The same, of text that was read before.
   *
   * @param name how messages name it
   */
  public static SyncPatterns parse(String text, String name) throws SyncException {
    try {
      return SyncPatternsParser.parse(
          YamlEvents.of(name, new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8))));
    } catch (IOException e) {
      throw SyncException.of(e, Path.of(name), SyncException.Kind.BAD_INPUT);
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

  /**
   * The same as a file, which {@link #read} takes. What is said of the layout is in it, also where
   * it is the usual.
   */
  public String text() {
    StringBuilder text = new StringBuilder();
    types.forEach(
        (type, place) -> {
          text.append(type).append(":\n");
          text.append("  where: ").append(quoted(textOf(place.where()))).append('\n');
          text.append("  pattern:\n");
          place
              .patterns()
              .forEach(each -> text.append("    - ").append(quoted(each.text())).append('\n'));
          text.append("  archive: ").append(quoted(type.archive().text())).append('\n');
          text.append("  member: ").append(quoted(type.member().text())).append('\n');
          if (type.isOptional()) {
            text.append("  optional: true\n");
          }
          if (!place.checks().isEmpty()) {
            text.append("  check:\n");
            place.checks().forEach((pattern, checks) -> text.append(textOf(pattern, checks)));
          }
        });
    return text.toString();
  }

  private static String textOf(FilePattern pattern, List<ContentCheck> checks) {
    StringBuilder text = new StringBuilder("    " + quoted(pattern.text()) + ":\n");
    for (ContentCheck check : checks) {
      text.append("      - ").append(check.key());
      text.append(check.value().isEmpty() ? "" : ": " + quoted(check.value())).append('\n');
    }
    return text.toString();
  }

  /** Folders have no wildcards, so that nothing but the fault's name stands for something else. */
  private static String textOf(List<PatternSegment> where) {
    String text =
        where.stream()
            .map(
                segment ->
                    segment.tokens().stream()
                        .map(
                            token ->
                                token.kind() == PatternSegment.Kind.FAULT_NAME
                                    ? FAULT_PLACEHOLDER
                                    : token.text())
                        .collect(Collectors.joining()))
            .collect(Collectors.joining("/"));
    return text.isEmpty() ? "." : text;
  }

  private static String quoted(String text) {
    return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
  }
}
