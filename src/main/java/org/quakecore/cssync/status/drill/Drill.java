package org.quakecore.cssync.status.drill;

import java.io.IOException;
import java.io.InputStream;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.status.WholeSet;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/**
 * Brings members of an archive back to see whether they still are what was archived: reads each by
 * its range, keeps nothing, and compares its SHA-256 with the manifest's. It is noted when each set
 * was last looked at.
 *
 * <p>A read can come back with wrong bytes, so one that differs is no verdict: only two that are
 * wrong alike are.
 */
public final class Drill {
  private static final int MOST_READS = 6;
  private static final int BUFFER = 1 << 20;

  /** A member to be read. */
  private record Sample(WholeSet set, MemberEntry member) {}

  private final Remote remote;
  private final String version;
  private final LastLooks record;
  private final Progress progress;
  private final InstantSource clock;

  /**
   * @param version the folder of the version on the remote
   * @param record of when sets were looked at
   */
  public Drill(
      Remote remote, String version, LastLooks record, Progress progress, InstantSource clock) {
    this.remote = remote;
    this.version = version;
    this.record = record;
    this.progress = progress;
    this.clock = clock;
  }

  /**
   * Reads members chosen at random.
   *
   * @param count how many, or all where there are fewer
   * @return complete when all are what was archived, and there was one
   */
  public Outcome members(List<WholeSet> sets, int count, Random random) throws SyncException {
    List<Sample> all = new ArrayList<>();
    for (WholeSet set : knownByContent(sets)) {
      set.manifest().members().forEach(member -> all.add(new Sample(set, member)));
    }
    Collections.shuffle(all, random);
    return read(all.subList(0, Math.min(count, all.size())));
  }

  /**
   * Reads a member of the set that was looked at longest ago, or never.
   *
   * @return as {@link #members}
   */
  public Outcome oldest(List<WholeSet> sets, Random random) throws SyncException {
    Optional<WholeSet> oldest =
        knownByContent(sets).stream()
            .filter(set -> !set.manifest().members().isEmpty())
            .min(Comparator.comparing(set -> record.of(address(set)).orElse(Instant.MIN)));
    if (oldest.isEmpty()) {
      return read(List.of());
    }
    List<MemberEntry> members = oldest.get().manifest().members();
    return read(List.of(new Sample(oldest.get(), members.get(random.nextInt(members.size())))));
  }

  /** Those whose SHA-256 can be compared; of the others it says so. */
  private List<WholeSet> knownByContent(List<WholeSet> sets) {
    List<WholeSet> known = sets.stream().filter(set -> set.manifest().knowsContent()).toList();
    if (known.size() < sets.size()) {
      progress.warn(
          "#### Of "
              + (sets.size() - known.size())
              + " adopted sets the SHA-256 are unknown, and nothing is read; adopt --read finds them"
              + " out");
    }
    return known;
  }

  private Outcome read(List<Sample> samples) throws SyncException {
    progress.expect(
        Work.READ, samples.size(), samples.stream().mapToLong(each -> each.member().size()).sum());
    int errors = 0;
    long bytes = 0;
    for (Sample sample : samples) {
      Optional<String> problem = problem(sample);
      MemberEntry member = sample.member();
      bytes += member.size();
      progress.say(
          (problem.isEmpty() ? " ok       " : " DAMAGED  ")
              + sample.set()
              + ": "
              + Quoted.bare(member.name())
              + " in "
              + Quoted.bare(member.part())
              + ", "
              + ByteCount.human(member.size())
              + problem.map(why -> ": " + why).orElse(""));
      errors += problem.isPresent() ? 1 : 0;
      record.looked(address(sample.set()), clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }
    progress.say(
        "   Read again: "
            + samples.size()
            + (samples.size() == 1 ? " member, " : " members, ")
            + ByteCount.human(bytes));
    if (samples.isEmpty()) {
      progress.say("   There is no COMPLETE set with a manifest to read from");
    }
    progress.say("   Errors: " + errors);
    return new Outcome(errors == 0 && !samples.isEmpty());
  }

  private String address(WholeSet set) {
    return remote.address(version + "/" + set.fault() + "/" + set.type());
  }

  /** What is wrong with a member; empty when it is what was archived. */
  private Optional<String> problem(Sample sample) throws SyncException {
    MemberEntry member = sample.member();
    Optional<String> path = sample.set().pathOf(member.part());
    if (path.isEmpty()) {
      return Optional.of("its part is not there");
    }
    Set<String> wrong = new HashSet<>();
    String failure = "";
    Item item =
        new Item(Work.READ, sample.set().toString(), Quoted.bare(member.name()), member.size());
    for (int read = 1; read <= MOST_READS; read++) {
      progress.begun(item, 0);
      try {
        String sha256 =
            remote.read(
                version + "/" + path.get(), member.offset(), member.size(), in -> sha256(in, item));
        if (sha256.equals(member.sha256())) {
          progress.done(item);
          return Optional.empty();
        }
        if (!wrong.add(sha256)) {
          progress.failed(item);
          return Optional.of("its SHA-256 is " + sha256 + ", archived was " + member.sha256());
        }
        progress.warn(
            "#### "
                + Quoted.bare(path.get())
                + ": other bytes came than were archived; they are read again");
      } catch (SyncException refused) {
        if (refused.kind().stopsTheRun()) {
          throw refused;
        }
        failure = refused.getMessage();
      }
    }
    progress.failed(item);
    return Optional.of(
        failure.isEmpty()
            ? "it came otherwise each of " + MOST_READS + " times it was read"
            : failure);
  }

  private String sha256(InputStream in, Item item) throws IOException {
    MessageDigest digest = ContentHash.sha256();
    byte[] buffer = new byte[BUFFER];
    for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
      digest.update(buffer, 0, read);
      progress.passed(item, read);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
