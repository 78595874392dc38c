package org.quakecore.cssync.upload.plan;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.SyncFile;

/**
 * Turns files_to_sync.yaml into the files that have to stand on the remote. Reads no disk: sizes
 * are those of the stocktake.
 */
final class SourceSets {
  /** The event's folder is three above BB.bin: {@code Runs/F/F_REL01/BB/Acc/BB.bin}. */
  private static final int EVENT_ABOVE_BB = 3;

  private final Path csRoot;
  private final long partSize;

  SourceSets(Path csRoot, long partSize) {
    this.csRoot = csRoot;
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
      for (DataType type : ArchiveLayout.STANDARD.choices()) {
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
      List<Member> members = new ArrayList<>();
      for (SyncFile file : found) {
        members.add(member(fault, type, file));
      }
      return type.isTar() ? tars(fault, type, members) : sample(fault, type, members);
    } catch (SyncException problem) {
      return SourceSet.impossible(fault, type, problem.getMessage());
    }
  }

  private SourceSet tars(Fault fault, DataType type, List<Member> members) throws SyncException {
    List<OutgoingFile> files =
        TarSplitter.split(fault, type, members, partSize).stream().map(OutgoingFile::tar).toList();
    long bytes = members.stream().mapToLong(m -> TarSplitter.memberBytes(m.name(), m.size())).sum();
    return new SourceSet(fault, type, files, bytes, Optional.empty());
  }

  private static SourceSet sample(Fault fault, DataType type, List<Member> members)
      throws SyncException {
    if (members.size() != 1) {
      throw new SyncException(
          Kind.DATA, "a sample is one file, and files_to_sync.yaml lists " + members.size());
    }
    Member only = members.get(0);
    OutgoingFile file = OutgoingFile.sample(only.name(), only.source(), only.size());
    return new SourceSet(fault, type, List.of(file), only.size(), Optional.empty());
  }

  private Member member(Fault fault, DataType type, SyncFile file) throws SyncException {
    Path source = csRoot.resolve(file.path());
    if (!Path.of(file.path()).isAbsolute() && !source.normalize().startsWith(csRoot.normalize())) {
      throw new SyncException(
          Kind.DATA, "\"" + file.path() + "\" leads out of " + csRoot + "; run preprocess again");
    }
    String name = file.path().substring(file.path().lastIndexOf('/') + 1);
    String member =
        type.member().hasEvent()
            ? byEvent(fault, type, file, name)
            : type.member().of(fault, "", name);
    return new Member(member, source, file.size());
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
