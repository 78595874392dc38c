package org.quakecore.cssync.upload.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.catalogue.check.Demand;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;

/**
 * Turns files_to_sync.yaml into the files that have to stand on the remote. Reads no disk: sizes
 * are those of the stocktake.
 */
final class SourceSets {
  /** The event's folder is three above BB.bin: {@code Runs/F/F_REL01/BB/Acc/BB.bin}. */
  private static final int EVENT_ABOVE_BB = 3;

  private final Path csRoot;
  private final SyncPatterns patterns;
  private final long partSize;

  /**
   * @param patterns which say what the content of files has to be like
   */
  SourceSets(Path csRoot, SyncPatterns patterns, long partSize) {
    this.csRoot = csRoot;
    this.patterns = patterns;
    this.partSize = partSize;
  }

  /**
   * The sets of the chosen faults and types, by fault.
   *
   * @throws SyncException BAD_INPUT when the faults asked for are not there, or two faults would
   *     share one folder on Dropbox
   */
  SortedMap<Fault, List<SourceSet>> of(FilesToSync files, Options options) throws SyncException {
    SortedMap<Fault, List<SourceSet>> sets = new TreeMap<>();
    for (Fault fault : chosen(files, options)) {
      List<SourceSet> ofFault = new ArrayList<>();
      for (DataType type : options.layout().choices()) {
        if (options.types().contains(type)) {
          ofFault.add(ofType(fault, type, files.faults().get(fault), options));
        }
      }
      sets.put(fault, ofFault);
    }
    return sets;
  }

  private static List<Fault> chosen(FilesToSync files, Options options) throws SyncException {
    Map<String, Fault> byFolder = new TreeMap<>();
    List<Fault> chosen = new ArrayList<>();
    for (Fault fault : files.faults().keySet()) {
      Fault twin = byFolder.put(fault.folded(), fault);
      if (twin != null) {
        throw new SyncException(
            Kind.BAD_INPUT,
            options.filesToSync()
                + ": "
                + twin
                + " and "
                + fault
                + " would be one folder on Dropbox");
      }
      boolean included = options.included().isEmpty() || options.included().contains(fault);
      if (included && !options.excluded().contains(fault)) {
        chosen.add(fault);
      }
    }
    for (Fault wanted : options.included().stream().sorted().toList()) {
      if (!files.faults().containsKey(wanted)) {
        throw new SyncException(
            Kind.BAD_INPUT,
            "--inc_fault " + wanted + ": " + options.filesToSync() + " has no such fault");
      }
    }
    if (chosen.isEmpty()) {
      throw new SyncException(
          Kind.BAD_INPUT,
          options.filesToSync() + ": no fault is left to send; check --inc_fault and --exc_fault");
    }
    return chosen;
  }

  private SourceSet ofType(
      Fault fault, DataType type, Map<DataType, List<SyncFile>> files, Options options) {
    List<SyncFile> found = new ArrayList<>();
    for (DataType content : type.contents()) {
      found.addAll(files.getOrDefault(content, List.of()));
    }
    if (found.isEmpty()) {
      return options.typesNamed()
          ? SourceSet.impossible(
              fault, type, options.filesToSync() + " lists no " + type + " files for it")
          : new SourceSet(fault, type, List.of(), 0, Optional.empty());
    }
    try {
      SortedMap<String, List<Member>> members = new TreeMap<>(ByteOrder.COMPARATOR);
      for (SyncFile file : found) {
        String event = type.isByEvent() ? event(fault, file) : "";
        members
            .computeIfAbsent(event, none -> new ArrayList<>())
            .add(member(fault, type, event, file));
      }
      return type.isTar() ? tars(fault, type, members) : single(fault, type, members.get(""));
    } catch (SyncException problem) {
      return SourceSet.impossible(fault, type, problem.getMessage());
    }
  }

  private SourceSet tars(Fault fault, DataType type, SortedMap<String, List<Member>> members)
      throws SyncException {
    List<OutgoingFile> files =
        TarSplitter.split(fault, type, members, partSize).stream().map(OutgoingFile::tar).toList();
    long bytes =
        members.values().stream()
            .flatMap(List::stream)
            .mapToLong(m -> TarSplitter.memberBytes(m.name(), m.size()))
            .sum();
    return new SourceSet(fault, type, files, bytes, Optional.empty());
  }

  /** What is sent as it lies. */
  private static SourceSet single(Fault fault, DataType type, List<Member> members)
      throws SyncException {
    if (members.size() != 1) {
      throw new SyncException(
          Kind.DATA,
          (type.isSample() ? "a sample" : type.label())
              + " is one file, and files_to_sync.yaml lists "
              + members.size());
    }
    Member only = members.get(0);
    OutgoingFile file = OutgoingFile.single(only);
    return new SourceSet(fault, type, List.of(file), only.size(), Optional.empty());
  }

  private Member member(Fault fault, DataType type, String event, SyncFile file)
      throws SyncException {
    Path source = csRoot.resolve(file.path());
    if (!Path.of(file.path()).isAbsolute() && !source.normalize().startsWith(csRoot.normalize())) {
      throw new SyncException(
          Kind.DATA, "\"" + file.path() + "\" leads out of " + csRoot + "; run preprocess again");
    }
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    List<Demand> demands = new ArrayList<>();
    for (DataType content : type.contents()) {
      patterns.of(content).ifPresent(place -> demands.addAll(place.demands(fault, file.path())));
    }
    return new Member(named(fault, type, event, file, name), source, file.size(), demands);
  }

  private static String named(Fault fault, DataType type, String event, SyncFile file, String name)
      throws SyncException {
    if (!type.isTar() && !type.isSample()) {
      return type.file().of(fault, event, name);
    }
    if (!type.isByEvent()) {
      return type.member().hasEvent()
          ? byEvent(fault, type, file, name)
          : type.member().of(fault, "", name);
    }
    // In the tree of a download they have their events' names already.
    boolean has = type.member().text().startsWith("{event}_") && name.startsWith(event + "_");
    return has ? name : type.member().of(fault, event, name);
  }

  /**
   * The event whose file it is: by the folder that bears its name, else by the file's own name.
   * What has no number is of the median event.
   */
  private static String event(Fault fault, SyncFile file) throws SyncException {
    List<String> segments = List.of(file.path().split("/", -1));
    String number = Pattern.quote(fault.name()) + "_(?:REL|rel)[0-9]+";
    for (int i = segments.size() - 2; i >= 0; i--) {
      if (segments.get(i).matches(number)) {
        return segments.get(i);
      }
    }
    String name = segments.get(segments.size() - 1);
    Matcher own = Pattern.compile(number).matcher(name);
    if (own.lookingAt()) {
      return own.group();
    }
    if (segments.contains(fault.name()) || name.startsWith(fault.name())) {
      return fault.name();
    }
    throw new SyncException(
        Kind.DATA,
        Quoted.of(file.path())
            + ": neither a folder nor the file is named like an event of "
            + fault
            + ", like "
            + fault
            + "_REL01");
  }

  /**
   * The event's folder lies below the fault's, or is named like it. In other trees, like that of a
   * download, the files have their events' names already: {@code Hope/BB/Hope_REL01_BB.bin}.
   */
  private static String byEvent(Fault fault, DataType type, SyncFile file, String name)
      throws SyncException {
    List<String> segments = List.of(file.path().split("/", -1));
    int event = segments.size() - 1 - EVENT_ABOVE_BB;
    if (event >= 0
        && !segments.get(event).isEmpty()
        && (isEventOf(fault, segments.get(event))
            || segments.subList(0, event).contains(fault.name()))) {
      return type.member().of(fault, segments.get(event), name);
    }
    if (name.startsWith(fault.name())) {
      return name;
    }
    throw new SyncException(
        Kind.DATA,
        Quoted.of(file.path())
            + ": the event is named by the folder three above the file, which must lie below the"
            + " fault's, and there is none");
  }

  private static boolean isEventOf(Fault fault, String folder) {
    return folder.equals(fault.name()) || folder.startsWith(fault.name() + "_REL");
  }
}
