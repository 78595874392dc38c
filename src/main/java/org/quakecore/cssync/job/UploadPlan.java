package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.job.PlannedSet.Decision;
import org.quakecore.cssync.job.SendingRecord.SetRecord;
import org.quakecore.cssync.job.SendingRecord.State;
import org.quakecore.cssync.remote.RemoteFile;

/**
 * Decides what an upload does, before it does anything. A pure function of what the sources make,
 * what stands on the remote, what earlier runs recorded, what the stocktake says, and the options.
 */
final class UploadPlan {
  /** The two blocks of zeros that end a tar. */
  private static final long LEAST_END = 1024;

  /** The same, and the padding of GNU tar's records. */
  private static final long MOST_END = 1024 + 10_240;

  /** What the plan asks beside the sources. */
  record Knowledge(
      RemoteSets remote,
      BiFunction<Fault, DataType, Optional<SetRecord>> records,
      BiFunction<Fault, DataType, List<String>> problems,
      boolean overwrite,
      long overwriteSince,
      boolean allowIncomplete) {}

  private final SortedMap<Fault, List<PlannedSet>> sets;

  private UploadPlan(SortedMap<Fault, List<PlannedSet>> sets) {
    this.sets = sets;
  }

  static UploadPlan of(SortedMap<Fault, List<SourceSet>> sources, Knowledge knowledge) {
    SortedMap<Fault, List<PlannedSet>> planned = new TreeMap<>();
    sources.forEach(
        (fault, ofFault) ->
            planned.put(
                fault,
                ofFault.stream()
                    .filter(set -> isAskedFor(set, knowledge))
                    .map(set -> decide(set, knowledge))
                    .toList()));
    return new UploadPlan(planned);
  }

  SortedMap<Fault, List<PlannedSet>> byFault() {
    return sets;
  }

  List<PlannedSet> all() {
    return sets.values().stream().flatMap(Collection::stream).toList();
  }

  /** The bytes of the files of sets that are sent, before it is known which are there already. */
  long bytesToSend() {
    return all().stream().filter(PlannedSet::isSent).mapToLong(set -> set.set().bytes()).sum();
  }

  /** The source bytes that go into tars. */
  long bytesToPack() {
    return all().stream()
        .filter(PlannedSet::isSent)
        .flatMap(planned -> planned.set().files().stream())
        .mapToLong(OutgoingFile::packingBytes)
        .sum();
  }

  /** One line a set, as {@code --dry_run} prints it. */
  List<String> describe() {
    List<String> lines = new ArrayList<>();
    for (PlannedSet planned : all()) {
      SourceSet set = planned.set();
      String files = set.files().size() == 1 ? "1 file" : set.files().size() + " files";
      String what =
          set.obstacle().isPresent()
              ? ""
              : " (" + files + ", " + ByteCount.human(set.bytes()) + ")";
      lines.add(
          String.format(
              Locale.ROOT,
              " %-9s %s%s: %s%s",
              planned.decision().name().toLowerCase(Locale.ROOT),
              set.title(),
              what,
              planned.reason(),
              planned.incomplete().map(why -> "; INCOMPLETE: " + why).orElse("")));
      if (planned.isSent()) {
        set.files()
            .forEach(
                file ->
                    lines.add("           " + file.name() + "  " + ByteCount.human(file.size())));
      }
    }
    return lines;
  }

  /** A type without files is nobody's concern, unless the stocktake looked for some. */
  private static boolean isAskedFor(SourceSet set, Knowledge knowledge) {
    return !set.files().isEmpty()
        || set.obstacle().isPresent()
        || !knowledge.problems().apply(set.fault(), set.type()).isEmpty();
  }

  private static PlannedSet decide(SourceSet set, Knowledge knowledge) {
    if (set.obstacle().isPresent()) {
      return refuse(set, set.obstacle().get());
    }
    List<String> problems = knowledge.problems().apply(set.fault(), set.type());
    if (!problems.isEmpty() && !knowledge.allowIncomplete()) {
      return refuse(
          set,
          "the stocktake says: "
              + String.join("; ", problems)
              + ". Mend it and run preprocess again, or send it as it is with --allow_incomplete");
    }
    PlannedSet decided = set.files().isEmpty() ? nothing(set) : new Case(set, knowledge).decide();
    return problems.isEmpty()
        ? decided
        : new PlannedSet(
            decided.set(),
            decided.decision(),
            decided.reason(),
            decided.present(),
            decided.strays(),
            Optional.of(String.join("; ", problems)));
  }

  private static PlannedSet nothing(SourceSet set) {
    return new PlannedSet(
        set, Decision.NOTHING, "no file of it was found", List.of(), List.of(), Optional.empty());
  }

  private static PlannedSet refuse(SourceSet set, String reason) {
    return new PlannedSet(set, Decision.REFUSE, reason, List.of(), List.of(), Optional.empty());
  }

  /** One set against all that is known of it. */
  private static final class Case {
    private final SourceSet set;
    private final Knowledge knowledge;
    private final RemoteSets remote;
    private final List<RemoteFile> there;
    private final Optional<SetRecord> record;

    Case(SourceSet set, Knowledge knowledge) {
      this.set = set;
      this.knowledge = knowledge;
      this.remote = knowledge.remote();
      this.there = remote.of(set.fault(), set.type());
      this.record = knowledge.records().apply(set.fault(), set.type());
    }

    PlannedSet decide() {
      List<RemoteFile> incoming = remote.incoming(set.fault(), set.type());
      if (isUnproven() && record.get().replacing()) {
        return planned(Decision.REPLACE, "an earlier run began to replace it", incoming, List.of());
      }
      if (isUnproven() && !there.isEmpty() && foreign().isEmpty()) {
        return finishOwn();
      }
      boolean leftOver = !incoming.isEmpty() || !remote.retired(set.fault(), set.type()).isEmpty();
      if (knowledge.overwrite() && (!there.isEmpty() || leftOver) && !replacedByThisRun()) {
        return planned(Decision.REPLACE, "as asked by -f", incoming, List.of());
      }
      if (leftOver) {
        return refuse(
            set,
            "a replacement begun elsewhere is unfinished: see "
                + RemoteSets.incomingFolder(set.fault(), set.type())
                + " and "
                + RemoteSets.retiredFolder(set.fault(), set.type())
                + "; -f sends it anew");
      }
      if (there.isEmpty()) {
        return planned(Decision.SEND, "nothing of it is there", List.of(), List.of());
      }
      return foreign()
          .map(file -> differs("the remote also has " + file.name()))
          .orElseGet(this::judge);
    }

    private boolean isUnproven() {
      return record.isPresent() && record.get().state() != State.PROVEN;
    }

    /** A killed run with -f that is started again need not send twice what it had proven. */
    private boolean replacedByThisRun() {
      return record.isPresent()
          && record.get().state() == State.PROVEN
          && record.get().provenAt() > knowledge.overwriteSince();
    }

    private PlannedSet finishOwn() {
      return planned(
          Decision.COMPLETE,
          "an earlier run began to send it",
          there.stream().filter(this::isWanted).toList(),
          there.stream().filter(file -> !isWanted(file)).toList());
    }

    /** A file beside an unproven set of ours that we neither sent nor would send. */
    private Optional<RemoteFile> foreign() {
      return isUnproven()
          ? there.stream()
              .filter(file -> !isWanted(file) && record.get().file(file.name()).isEmpty())
              .findFirst()
          : Optional.empty();
    }

    private PlannedSet judge() {
      return set.type().isTar() ? judgeTars() : judgeSample();
    }

    private PlannedSet judgeTars() {
      PartSet parts = remote.parts(set.fault(), set.type(), there);
      if (parts.contradiction().isPresent()) {
        return differs(parts.contradiction().get());
      }
      if (!parts.isComplete()) {
        return there.stream().allMatch(this::isWanted)
            ? planned(
                Decision.COMPLETE,
                "missing there: " + String.join(", ", parts.missing()),
                there,
                List.of())
            : differs("the remote has an incomplete set that was cut differently");
      }
      long bytes = there.stream().mapToLong(RemoteFile::size).sum();
      boolean fits =
          bytes >= set.memberBytes() + LEAST_END * there.size()
              && bytes <= set.memberBytes() + MOST_END * there.size();
      return fits ? skip() : differs("the sizes differ");
    }

    private PlannedSet judgeSample() {
      boolean fits =
          there.size() == 1 && isWanted(there.get(0)) && there.get(0).size() == set.bytes();
      return fits ? skip() : differs("the sample differs");
    }

    private PlannedSet skip() {
      return planned(Decision.SKIP, "already there", List.of(), List.of());
    }

    private PlannedSet differs(String how) {
      return refuse(
          set,
          how
              + ": the remote has "
              + sizes(there.stream().map(f -> named(f.name(), f.size())).toList())
              + ", these sources make "
              + sizes(set.files().stream().map(f -> named(f.name(), f.size())).toList())
              + "; look into it, and replace what is there with -f");
    }

    private static String named(String name, long size) {
      return name + " (" + size + " bytes)";
    }

    /** A few names tell enough, and a line stays a line. */
    private static String sizes(List<String> files) {
      return files.size() <= 3
          ? String.join(", ", files)
          : String.join(", ", files.subList(0, 2))
              + ", .. "
              + files.get(files.size() - 1)
              + ", "
              + files.size()
              + " files";
    }

    private boolean isWanted(RemoteFile file) {
      return set.files().stream().anyMatch(ours -> remote.same(ours.name(), file.name()));
    }

    private PlannedSet planned(
        Decision decision, String reason, List<RemoteFile> present, List<RemoteFile> strays) {
      return new PlannedSet(set, decision, reason, present, strays, Optional.empty());
    }
  }
}
