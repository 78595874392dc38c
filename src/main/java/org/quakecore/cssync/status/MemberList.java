package org.quakecore.cssync.status;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.patterns.PatternSegment;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/**
 * Tells the members of sets, from manifests that the remote's files agree with; of any other set it
 * says that it cannot. A line a member, in columns with a tab between them.
 */
final class MemberList {
  private static final int MOST_UNTOLD = 20;

  private final VersionStatus result;
  private final Progress progress;

  MemberList(VersionStatus result, Progress progress) {
    this.result = result;
    this.progress = progress;
  }

  /**
   * Says them, and warns of sets whose members are unknown.
   *
   * @return complete when no set's members are unknown, and a search found something
   */
  Outcome say() throws SyncException {
    Predicate<MemberEntry> wanted = wanted(result.options());
    long told = 0;
    long untellable = 0;
    long unknown = 0;
    for (JudgedSet set : result.sets()) {
      if (set.trusted().isPresent()) {
        List<String> lines = new ArrayList<>();
        for (MemberEntry member : set.trusted().get().members()) {
          if (wanted.test(member)
              && result.options().view() == Options.View.SUMS
              && member.sha256() == null) {
            unknown++;
          } else if (wanted.test(member) && isTellable(member)) {
            lines.add(line(set, member));
          } else if (wanted.test(member)) {
            untellable++;
            progress.warn(
                "#### "
                    + set
                    + ": "
                    + Quoted.of(member.name())
                    + " is not listed, for a control character that sha256sum cannot be told");
          }
        }
        progress.say(lines);
        told += lines.size();
      }
    }
    if (unknown > 0) {
      progress.warn(
          "#### The SHA-256 of "
              + ByteCount.files(unknown)
              + " is unknown, for their sets were adopted; adopt --read finds it out");
    }
    warn(told);
    return new Outcome(
        result.untold().isEmpty()
            && untellable + unknown == 0
            && result.problems().isEmpty()
            && (told > 0 || result.options().glob().isEmpty()));
  }

  /** Whether no set's members are unknown, where members were asked for at all. */
  static boolean allTold(VersionStatus result) {
    return result.options().view() == Options.View.TABLE || result.untold().isEmpty();
  }

  /** The members of a set that were asked for. */
  static List<MemberEntry> of(Manifest manifest, Options options) throws SyncException {
    return manifest.members().stream().filter(wanted(options)).toList();
  }

  /**
   * What --find looks for.
   *
   * @throws SyncException USAGE when the glob is malformed
   */
  static Predicate<MemberEntry> wanted(Options options) throws SyncException {
    if (options.glob().isEmpty()) {
      return member -> true;
    }
    String glob = options.glob().get();
    try {
      Pattern pattern = PatternSegment.parse(glob).regex();
      return member -> pattern.matcher(member.name()).matches();
    } catch (IllegalArgumentException malformed) {
      throw new SyncException(
          SyncException.Kind.USAGE,
          "--find "
              + Quoted.of(glob)
              + ": "
              + malformed.getMessage()
              + "; *, ? and [...] are known here",
          malformed);
    }
  }

  private String line(JudgedSet set, MemberEntry member) {
    return switch (result.options().view()) {
      case SUMS -> sum(set.fault() + "/" + set.type() + "/" + member.name(), member.sha256());
      case FIND ->
          String.join(
              "\t",
              start(set, member),
              String.valueOf(member.offset()),
              String.valueOf(member.size()));
      case TABLE, MEMBERS ->
          String.join(
              "\t",
              start(set, member),
              String.valueOf(member.size()),
              Instant.ofEpochSecond(member.mtime()).toString(),
              member.sha256() == null ? "-" : member.sha256());
    };
  }

  private static String start(JudgedSet set, MemberEntry member) {
    return String.join(
        "\t", set.fault() + "/" + set.type(), member.part(), Quoted.line(member.name()));
  }

  /** As sha256sum writes it: a backslash first where there are escapes in the name. */
  static String sum(String path, String sha256) {
    String escaped = escaped(path);
    return (escaped.equals(path) ? "" : "\\") + sha256 + "  " + escaped;
  }

  private static String escaped(String path) {
    return path.replace("\\", "\\\\").replace("\n", "\\n").replace("\r", "\\r");
  }

  /** Whether a line can tell the name: sha256sum has no escapes for what acts on a terminal. */
  private boolean isTellable(MemberEntry member) {
    return result.options().view() != Options.View.SUMS
        || escaped(member.name()).chars().noneMatch(Quoted::isUnsafe);
  }

  private void warn(long told) {
    result.problems().forEach(problem -> progress.warn("#### " + Quoted.bare(problem)));
    List<JudgedSet> untold = result.untold();
    untold.stream()
        .limit(MOST_UNTOLD)
        .forEach(
            set ->
                progress.warn(
                    "#### "
                        + set
                        + ": members unknown, "
                        + set.state().words()
                        + (set.problems().isEmpty()
                            ? ""
                            : ": " + Quoted.bare(set.problems().get(0)))));
    if (untold.size() > MOST_UNTOLD) {
      progress.warn("#### and " + (untold.size() - MOST_UNTOLD) + " more sets");
    }
    if (told == 0 && result.options().glob().isPresent()) {
      progress.warn("#### No member matches " + Quoted.of(result.options().glob().get()));
    }
  }
}
