package org.quakecore.cssync.catalogue;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/** Reads the events of files_to_sync.yaml. */
final class FilesToSyncParser {
  private static final Pattern SIZE = Pattern.compile("0|[1-9][0-9]{0,17}");
  private static final Comparator<SyncFile> BY_PATH =
      Comparator.comparing(SyncFile::path, ByteOrder.COMPARATOR);

  private final YamlEvents yaml;
  private final ArchiveLayout layout;
  private final long mostFiles;
  private long count;

  /**
   * @param mostFiles how many there is memory for
   */
  FilesToSyncParser(YamlEvents yaml, ArchiveLayout layout, long mostFiles) {
    this.yaml = yaml;
    this.layout = layout;
    this.mostFiles = mostFiles;
  }

  FilesToSync parse() throws SyncException {
    List<SyncFile> rootFiles = null;
    SortedMap<Fault, SortedMap<DataType, List<SyncFile>>> faults = new TreeMap<>();
    Map<String, String> folded = new HashMap<>();
    yaml.startDocument("a section for each fault, as preprocess writes it");
    while (!yaml.ended(Event.ID.MappingEnd)) {
      ScalarEvent key = yaml.scalar("the name of a fault");
      if (key.getValue().equals(FilesToSync.ROOT_SECTION)) {
        if (rootFiles != null) {
          throw yaml.bad(key, "the section \".\" is here twice; make one of the two");
        }
        rootFiles = files("\".\"");
        continue;
      }
      Fault fault = fault(key);
      if (faults.size() == FaultList.MOST_FAULTS) {
        throw yaml.bad(key, FaultList.tooMany());
      }
      String other = folded.putIfAbsent(fault.folded(), fault.name());
      if (other != null) {
        throw yaml.bad(
            key,
            Quoted.of(fault.name())
                + ": this fault has a section already, as "
                + Quoted.of(other)
                + " (Dropbox ignores case); make one of the two");
      }
      faults.put(fault, types(fault));
    }
    yaml.endDocument();
    return new FilesToSync(
        rootFiles == null ? List.of() : rootFiles, Collections.unmodifiableSortedMap(faults));
  }

  private Fault fault(ScalarEvent key) throws SyncException {
    try {
      return new Fault(key.getValue());
    } catch (IllegalArgumentException e) {
      throw yaml.bad(key, Quoted.bare(e.getMessage()) + "; run preprocess again");
    }
  }

  private SortedMap<DataType, List<SyncFile>> types(Fault fault) throws SyncException {
    Map<DataType, List<SyncFile>> types = new TreeMap<>();
    if (yaml.startMapping("the data types of " + Quoted.of(fault.name()))) {
      while (!yaml.ended(Event.ID.MappingEnd)) {
        ScalarEvent key = yaml.scalar("a data type");
        DataType type =
            layout
                .find(key.getValue())
                .orElseThrow(
                    () ->
                        yaml.bad(
                            key,
                            Quoted.of(key.getValue())
                                + " is no data type; "
                                + fault
                                + " can have "
                                + layout.types().stream()
                                    .map(DataType::label)
                                    .collect(Collectors.joining(", "))
                                + "; where preprocess had other patterns, give the same --config"));
        if (types.containsKey(type)) {
          throw yaml.bad(key, fault + " has " + type + " twice; make one of the two");
        }
        types.put(type, files(fault + " " + type));
      }
    }
    return Collections.unmodifiableSortedMap(new TreeMap<>(types));
  }

  private List<SyncFile> files(String section) throws SyncException {
    ArrayList<SyncFile> files = new ArrayList<>();
    if (!yaml.startMapping("files and their sizes, for " + section)) {
      return List.of();
    }
    // A sorted section, which is what preprocess writes, shows a repeated key by its neighbour.
    Set<String> seen = null;
    boolean sorted = true;
    while (!yaml.ended(Event.ID.MappingEnd)) {
      ScalarEvent key = yaml.scalar("the path of a file");
      String path = path(key);
      int order = files.isEmpty() ? -1 : ByteOrder.compare(last(files).path(), path);
      if (sorted && order > 0) {
        sorted = false;
        seen = new HashSet<>();
        for (SyncFile file : files) {
          seen.add(file.path());
        }
      }
      if (order == 0 || (seen != null && !seen.add(path))) {
        throw yaml.bad(key, Quoted.of(path) + " is listed twice; run preprocess again");
      }
      if (++count > mostFiles) {
        throw yaml.bad(key, FilesToSync.tooLarge("lists more than " + mostFiles + " files"));
      }
      files.add(new SyncFile(path, size(path)));
    }
    if (!sorted) {
      files.sort(BY_PATH);
    }
    files.trimToSize();
    return Collections.unmodifiableList(files);
  }

  private static SyncFile last(List<SyncFile> files) {
    return files.get(files.size() - 1);
  }

  private String path(ScalarEvent key) throws SyncException {
    String path = key.getValue();
    if (path.isEmpty() || path.indexOf('\0') >= 0 || path.endsWith("/")) {
      throw yaml.bad(key, Quoted.of(path) + " is no path of a file; run preprocess again");
    }
    if (path.contains("..") && List.of(path.split("/", -1)).contains("..")) {
      throw yaml.bad(
          key, Quoted.of(path) + " leads out of its folder with \"..\"; run preprocess again");
    }
    return path;
  }

  private long size(String path) throws SyncException {
    Event event = yaml.next();
    if (event instanceof ScalarEvent scalar
        && scalar.isPlain()
        && SIZE.matcher(scalar.getValue()).matches()) {
      return Long.parseLong(scalar.getValue());
    }
    String shown = event instanceof ScalarEvent scalar ? Quoted.of(scalar.getValue()) : "a list";
    throw yaml.bad(
        event,
        Quoted.of(path)
            + ": its size must be a whole number of bytes, not "
            + shown
            + "; run preprocess again");
  }
}
