package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.PartName;
import org.quakecore.cssync.archive.PartSet;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.inventory.AppendFolder;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.upload.plan.PlannedSet.Decision;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.State;

/** Decides one set against all that is known of it. Pure. */
final class SetDecision {
  /** The two blocks of zeros that end a tar. */
  private static final long LEAST_END = 1024;

  /** The same, and the padding of GNU tar's records. */
  private static final long MOST_END = 1024 + 10_240;

  private final SourceSet set;
  private final Plan.Knowledge knowledge;
  private final RemoteSets remote;
  private final List<StoredFile> there;
  private final Optional<SetRecord> record;
  private final Optional<Manifest> manifest;

  SetDecision(SourceSet set, Plan.Knowledge knowledge) {
    this.set = set;
    this.knowledge = knowledge;
    this.remote = knowledge.remote();
    this.there = remote.of(set.fault(), set.type());
    this.record = knowledge.records().apply(set.fault(), set.type());
    this.manifest =
        knowledge
            .manifests()
            .of(set.fault(), set.type())
            .map(each -> each.spelledLike(there.stream().map(StoredFile::name).toList()));
  }

  PlannedSet decide() {
    List<StoredFile> incoming = remote.incoming(set.fault(), set.type());
    if (isUnproven() && record.get().replacing()) {
      return planned(Decision.REPLACE, "an earlier run began to replace it", incoming, List.of());
    }
    if (isUnproven() && !there.isEmpty() && foreign().isEmpty()) {
      return finishOwn();
    }
    boolean noted = AppendFolder.note(remote, set.fault(), set.type()).isPresent();
    boolean leftOver =
        noted || !incoming.isEmpty() || !remote.retired(set.fault(), set.type()).isEmpty();
    if (knowledge.overwrite() && (!there.isEmpty() || leftOver) && !replacedByThisRun()) {
      return planned(Decision.REPLACE, "as asked by -f", incoming, List.of());
    }
    if (noted) {
      return unfinishedAppend();
    }
    if (leftOver) {
      return Plan.refuse(
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
    return record.filter(SetRecord::isUnfinished).isPresent();
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
  private Optional<StoredFile> foreign() {
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
    if (manifest.isPresent()) {
      return judgeByManifest(manifest.get());
    }
    List<String> absent =
        set.files().stream()
            .map(OutgoingFile::name)
            .filter(name -> there.stream().noneMatch(file -> remote.same(name, file.name())))
            .toList();
    if (!absent.isEmpty() && set.type().isByEvent() && there.stream().allMatch(this::isWanted)) {
      return planned(
          Decision.COMPLETE, "missing there: " + String.join(", ", absent), there, List.of());
    }
    long bytes = there.stream().mapToLong(StoredFile::size).sum();
    boolean fits =
        bytes >= set.memberBytes() + LEAST_END * there.size()
            && bytes <= set.memberBytes() + MOST_END * there.size();
    if (!fits && knowledge.appending().asked()) {
      return Plan.refuse(
          set,
          "the sizes differ, and it has no manifest, by which alone --append can tell what is there;"
              + " look into it, and replace what is there with -f");
    }
    return fits ? skip() : differs("the sizes differ");
  }

  private PlannedSet judgeSample() {
    if (manifest.isPresent() && there.size() == 1) {
      return judgeByManifest(manifest.get());
    }
    boolean fits =
        there.size() == 1 && isWanted(there.get(0)) && there.get(0).size() == set.bytes();
    return fits ? skip() : differs("the sample differs");
  }

  private PlannedSet judgeByManifest(Manifest known) {
    ManifestJudgement judgement = new ManifestJudgement(known, set);
    Optional<String> damage = known.disagreement(there);
    if (damage.isPresent()) {
      return differs("DAMAGED: the remote is not what its manifest says: " + damage.get());
    }
    Optional<String> change = judgement.change();
    if (change.isPresent()) {
      return changed(known, judgement, change.get());
    }
    if (!known.knowsContent()) {
      return planned(
          Decision.SKIP,
          "already there by names and sizes; its manifest was adopted, and does not know the content",
          List.of(),
          List.of());
    }
    List<Member> touched = judgement.touched(knowledge.looks().apply(set));
    if (touched.isEmpty()) {
      return planned(Decision.SKIP, "already there, as its manifest says", List.of(), List.of());
    }
    Comparison comparison = new Comparison(known, touched);
    return planned(
            Decision.COMPARE,
            "names and sizes are those of its manifest, times are not: " + words(comparison),
            List.of(),
            List.of())
        .comparing(comparison);
  }

  private static String words(Comparison comparison) {
    return ByteCount.files(comparison.members().size())
        + ", "
        + ByteCount.human(comparison.bytes())
        + ", to be read and compared";
  }

  /** Of a set whose sources are others than the manifest has, or more. */
  private PlannedSet changed(Manifest known, ManifestJudgement judgement, String change) {
    Optional<String> hindrance = judgement.changeOfWhatIsThere();
    boolean asked = knowledge.appending().asked();
    if (!set.type().isTar() || (hindrance.isPresent() && !asked)) {
      return Plan.refuse(
          set, "changed: " + change + "; look into it, and replace what is there with -f");
    }
    if (hindrance.isPresent()) {
      return Plan.refuse(
          set,
          "changed: "
              + hindrance.get()
              + "; --append needs every file of the archive as it was sent; look into it, and"
              + " replace what is there with -f");
    }
    if (!asked) {
      return Plan.refuse(
          set,
          "changed: "
              + change
              + "; nothing else has changed: --append adds "
              + ByteCount.files(judgement.added().size())
              + " to what is there"
              + (waiting().isEmpty() ? "" : ", as an interrupted one has begun to")
              + ", -f replaces it");
    }
    return append(known, judgement);
  }

  private List<StoredFile> waiting() {
    return AppendFolder.waiting(remote, set.fault(), set.type());
  }

  private PlannedSet append(Manifest known, ManifestJudgement judgement) {
    boolean hashed = known.parts().stream().allMatch(part -> part.contentHash() != null);
    if (!known.knowsContent() || !hashed) {
      return Plan.refuse(
          set,
          "its manifest was adopted, and does not know the content: nobody can tell whether the"
              + " sources are those of the archive; have it read with adopt --read");
    }
    List<Member> touched = judgement.touched(knowledge.looks().apply(set));
    Comparison comparison = new Comparison(known, touched);
    try {
      Growth growth = growth(known, judgement.added());
      PlannedSet planned =
          PlannedSet.appending(
              growth,
              ByteCount.files(judgement.added().size())
                  + " more than the archive has"
                  + (growth.renames() ? "; " + growth.last() + " becomes " + growth.then() : "")
                  + (touched.isEmpty() ? "" : "; times are other than there: " + words(comparison)),
              waiting());
      return touched.isEmpty() ? planned : planned.comparing(comparison);
    } catch (SyncException unfit) {
      return Plan.refuse(set, unfit.getMessage());
    }
  }

  private Growth growth(Manifest known, List<Member> added) throws SyncException {
    if (set.type().isByEvent()) {
      return Growth.byEvent(known, set, added);
    }
    PartSet parts = remote.parts(set.fault(), set.type(), there);
    PartName last = parts.parts().get(parts.parts().size() - 1);
    PartEntry entry =
        known.parts().stream()
            .filter(
                part ->
                    remote.partName(set.fault(), set.type(), part.name()).equals(Optional.of(last)))
            .findFirst()
            .orElseThrow();
    return Growth.of(known, entry, last, added, knowledge.appending().partSize());
  }

  /** The parts are all there, and some may be in place already. */
  private PlannedSet unfinishedAppend() {
    String begun = "an --append was interrupted while it put its parts in place";
    String why = knowledge.appending().unfinished().get(set.title());
    if (why != null) {
      return Plan.refuse(set, begun + ", and that cannot be finished: " + why);
    }
    if (!knowledge.appending().asked()) {
      return Plan.refuse(
          set,
          begun + ": see " + AppendFolder.FOLDER + "; upload --append finishes it, on any machine");
    }
    return new PlannedSet(
        new SourceSet(set.fault(), set.type(), List.of(), 0, Optional.empty()),
        Decision.APPEND,
        begun + ": that is finished first",
        List.of(),
        List.of());
  }

  private PlannedSet skip() {
    PlannedSet skipped = planned(Decision.SKIP, "already there, no manifest", List.of(), List.of());
    return isProvenAsItStands() ? skipped.owingItsManifest() : skipped;
  }

  /** Whether an earlier run of ours proved the very files that stand there. */
  private boolean isProvenAsItStands() {
    return record.isPresent()
        && record.get().state() == State.PROVEN
        && record.get().files().size() == there.size()
        && there.stream()
            .allMatch(
                file ->
                    record
                        .get()
                        .file(file.name())
                        .filter(r -> r.size() == file.size())
                        .isPresent());
  }

  private PlannedSet differs(String how) {
    return Plan.refuse(
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

  private boolean isWanted(StoredFile file) {
    return set.files().stream().anyMatch(ours -> remote.same(ours.name(), file.name()));
  }

  private PlannedSet planned(
      Decision decision, String reason, List<StoredFile> present, List<StoredFile> strays) {
    return new PlannedSet(set, decision, reason, present, strays);
  }
}
