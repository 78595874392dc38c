package org.quakecore.cssync.download.members;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.extract.Disk;
import org.quakecore.cssync.download.extract.Folder;
import org.quakecore.cssync.download.extract.MemberProof;
import org.quakecore.cssync.download.extract.Report;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.download.plan.SetListing;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.inventory.RealisationChoice;
import org.quakecore.cssync.inventory.RealisationChoice.Belonging;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.transfer.ByteCount;

/** Which members of which sets have to come when single realisations are asked for. */
final class MemberPlan {
  private final Expectation expectation;
  private final Options options;
  private final RealisationChoice choice;
  private final Folder folder;
  private final List<Range> reads = new ArrayList<>();
  private final List<String> problems = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private boolean anything;
  private boolean byContent = true;
  private long tarBytes;
  private int here;

  private MemberPlan(
      Expectation expectation, Options options, RealisationChoice choice, Folder folder) {
    this.expectation = expectation;
    this.options = options;
    this.choice = choice;
    this.folder = folder;
  }

  /**
   * Decides. What lies here already counts only when its SHA-256 is right, so it is read.
   *
   * @param listing with the manifests applied
   * @param expectation what should be there by the version's own records
   */
  static MemberPlan of(
      SetListing listing,
      Expectation expectation,
      Options options,
      RealisationChoice choice,
      Folder folder)
      throws SyncException {
    MemberPlan plan = new MemberPlan(expectation, options, choice, folder);
    for (Map<DataType, ArchivedSet> types : listing.sets().values()) {
      for (ArchivedSet set : types.values()) {
        if (options.wants(set.fault()) && options.types().wants(set.type())) {
          plan.take(set);
        }
      }
    }
    if (!plan.anything && plan.problems.isEmpty()) {
      plan.problems.add("none of these sets has any of the events that --rel names");
    }
    return plan;
  }

  /** What has to be read, the biggest first. */
  List<Range> reads() {
    return reads.stream()
        .sorted(
            (a, b) ->
                a.length() != b.length()
                    ? Long.compare(b.length(), a.length())
                    : (a.part() + a.offset()).compareTo(b.part() + b.offset()))
        .toList();
  }

  /** Tells the report what has to come. */
  void awaitedBy(Report report) {
    for (Range read : reads) {
      read.members()
          .forEach(member -> report.awaited(read.path(member), read.set().label(), member.size()));
    }
  }

  List<String> problems() {
    return List.copyOf(problems);
  }

  List<String> remarks() {
    return List.copyOf(remarks);
  }

  /** Whether the SHA-256 of each member that is asked for is known. */
  boolean isByContent() {
    return byContent;
  }

  /** How many members are here already, proven as far as that is possible. */
  int here() {
    return here;
  }

  int count() {
    return reads.stream().mapToInt(read -> read.members().size()).sum();
  }

  /** Bytes of the members that have to come. */
  long bytes() {
    return reads.stream().mapToLong(Range::bytes).sum();
  }

  /** The whole plan, a line each member, then the sums. */
  List<String> lines() {
    List<String> lines = new ArrayList<>();
    for (Range read : reads) {
      for (Manifest.MemberEntry member : read.members()) {
        lines.add(" --" + read.path(member) + ": fetch (" + ByteCount.inWords(member.size()) + ")");
      }
    }
    lines.add("#### fetch: " + words() + "; here already: " + here);
    return lines;
  }

  /** How much has to come, and how much that saves. */
  String words() {
    return count()
        + " members, "
        + ByteCount.inWords(bytes())
        + " instead of the "
        + ByteCount.inWords(tarBytes)
        + " of their tars";
  }

  private void take(ArchivedSet set) throws SyncException {
    if (set.problem().isPresent()) {
      problems.add(set.label() + ": " + set.problem().get());
      return;
    }
    if (set.manifest().isEmpty()) {
      problems.add(
          set.label()
              + ": has no manifest, which tells where each member lies; have one made with upload --manifest_only, or download the whole set without"
              + " --rel");
      return;
    }
    List<Manifest.MemberEntry> members = set.manifest().get().members();
    List<String> names = set.manifest().get().memberNames();
    String missing = choice.missing(set.fault(), names);
    String listed = expectation.lacking(set.fault(), set.type(), names, choice);
    if (!missing.isEmpty()) {
      (options.included().contains(set.fault()) || !listed.isEmpty() ? problems : remarks)
          .add(
              set.label()
                  + ": does not have "
                  + missing
                  + instead(members)
                  + (listed.isEmpty() ? "" : "; list.txt expects " + listed));
    }
    boolean chosen =
        members.stream()
            .anyMatch(member -> choice.belonging(set.fault(), member.name()) == Belonging.CHOSEN);
    anything |= chosen;
    if (chosen && !isOfAnother(set)) {
      takeMembers(set, members);
    }
  }

  /** A fault with one realisation may have no numbers at all, only the event named like itself. */
  private static String instead(List<Manifest.MemberEntry> members) {
    return members.stream().anyMatch(member -> RealisationChoice.isNumbered(member.name()))
        ? ""
        : "; no file of it has a REL number, ask for --rel median";
  }

  /** Members of two versions in one folder could not be told apart by anybody. */
  private boolean isOfAnother(ArchivedSet set) throws SyncException {
    for (ArchivedFile file : set.files()) {
      boolean other = folder.ok().find(file.name()).filter(ok -> !ok.isOf(file)).isPresent();
      if (other && !folder.members(set.fault()).of(set.type(), file.name()).isEmpty()) {
        problems.add(
            set.label()
                + ": "
                + folder.target(set.fault(), set.type())
                + " holds another set of it, as tar_ok.log tells; take another --download_dir");
        return true;
      }
    }
    return false;
  }

  private void takeMembers(ArchivedSet set, List<Manifest.MemberEntry> members)
      throws SyncException {
    List<Manifest.MemberEntry> wanted = new ArrayList<>();
    int unproven = 0;
    for (Manifest.MemberEntry member : members) {
      if (choice.belonging(set.fault(), member.name()) == Belonging.OTHER) {
        continue;
      }
      unproven += member.sha256() == null ? 1 : 0;
      if (isHere(folder.target(set.fault(), set.type()), member)) {
        here++;
      } else {
        wanted.add(member);
      }
    }
    if (unproven > 0) {
      byContent = false;
      remarks.add(
          set.label()
              + ": "
              + ByteCount.files(unproven)
              + " not proven by content: its manifest was adopted, and has sizes alone; adopt --read"
              + " finds out the SHA-256");
    }
    if (!wanted.isEmpty()) {
      tarBytes += set.bytes();
      reads.addAll(Range.of(set, wanted));
    }
  }

  /** By its SHA-256, or its size where nothing else is known of it. */
  private static boolean isHere(Path target, Manifest.MemberEntry member) throws SyncException {
    return member.sha256() == null
        ? Disk.size(target, member.name()) == member.size() && Disk.isBelow(target, member.name())
        : MemberProof.isIn(target, member, bytes -> {});
  }
}
