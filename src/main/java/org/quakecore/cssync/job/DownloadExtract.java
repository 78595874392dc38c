package org.quakecore.cssync.job;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartReader;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Unpacks what has come down, proves it, and puts it in its place. A tar is read once: its members
 * go to a folder aside while its hash is taken, and to their place when all of it is proven.
 */
final class DownloadExtract {
  private static final int BUFFER = 1 << 20;

  private final DownloadOptions options;
  private final DownloadFolder folder;
  private final Progress progress;
  private final DownloadReport report;
  private final boolean keepTimes;
  private final DownloadRejection rejection;
  private final List<DownloadTask> again = new ArrayList<>();

  /**
   * @param keepTimes whether the log also records the remote's times, because the remote gives no
   *     hash with a listing
   */
  DownloadExtract(
      DownloadOptions options,
      DownloadFolder folder,
      Progress progress,
      DownloadReport report,
      boolean keepTimes) {
    this.options = options;
    this.folder = folder;
    this.progress = progress;
    this.report = report;
    this.keepTimes = keepTimes;
    this.rejection = new DownloadRejection(folder, options.noDownload());
  }

  /** The tasks with files that proved not to be what the remote has, to be fetched once more. */
  synchronized List<DownloadTask> takeAgain() {
    List<DownloadTask> taken = List.copyOf(again);
    again.clear();
    return taken;
  }

  /**
   * Extracts what is here of a set, part by part. When that makes the set whole, what an earlier
   * set had and this one has not is removed.
   *
   * @param mayFetchAgain whether a file that is not what the remote has is to be fetched once more
   * @throws SyncException of a kind that stops the run
   */
  void extract(DownloadTask task, boolean mayFetchAgain) throws SyncException {
    List<DownloadStep> anew = new ArrayList<>();
    for (DownloadStep step : task.steps()) {
      if (step.source().isPresent()) {
        try {
          if (step.file().type().isTar()) {
            untar(task.set(), step.file(), step.source().get());
          } else {
            place(step.file(), step.source().get());
          }
          report.settled(step.file());
        } catch (SyncException e) {
          if (e.kind().stopsTheRun()) {
            throw e;
          }
          if (mayFetchAgain && e.getCause() instanceof DownloadRejection.NotTheSame) {
            anew.add(step.anew());
          } else {
            report.settled(step.file());
            report.fail(e.getMessage());
          }
        } finally {
          DownloadDisk.deleteTree(folder.extracting(task.set().fault(), task.set().type()));
        }
      }
    }
    if (!anew.isEmpty()) {
      queue(task, anew);
    } else if (task.set().files().stream().allMatch(this::isProven)) {
      new DownloadLeftovers(folder, progress, report).remove(task.set());
    }
  }

  private synchronized void queue(DownloadTask task, List<DownloadStep> anew) {
    Set<String> names = anew.stream().map(step -> step.file().name()).collect(Collectors.toSet());
    List<DownloadStep> steps = new ArrayList<>(anew);
    for (DownloadStep step : task.steps()) {
      if (!names.contains(step.file().name())) {
        steps.add(new DownloadStep(step.file(), DownloadStep.Action.KEEP, Optional.empty()));
      }
    }
    again.add(new DownloadTask(task.set(), steps));
  }

  private void untar(DownloadSet set, DownloadFile file, Path source) throws SyncException {
    Path aside = folder.extracting(file.fault(), file.type());
    DownloadDisk.deleteTree(aside);
    DownloadDisk.makeFolder(aside);
    PackedPart packed;
    try (InputStream in = new BufferedInputStream(Files.newInputStream(source), BUFFER)) {
      packed = PartReader.extract(in, file.path(), aside, n -> progress.advance("extract", n));
    } catch (IOException e) {
      throw SyncException.of(e, source, SyncException.Kind.DATA);
    } catch (SyncException e) {
      throw e.kind().stopsTheRun() ? e : rejection.unreadable(file, source, e);
    }
    rejection.demandTheSame(file, source, packed.contentHash());
    SortedMap<String, Long> members = new TreeMap<>();
    packed.members().forEach(member -> members.put(member.name(), member.size()));
    if (members.isEmpty()) {
      throw rejection.broken(
          file, source, packed.contentHash(), file.path() + ": holds no files", null);
    }
    demandDistinct(set, file, members.keySet());
    Path target = folder.target(file.fault(), file.type());
    DownloadDisk.makeFolder(target);
    for (PackedMember member : packed.members()) {
      DownloadDisk.moveMember(aside.resolve(member.name()), target, member.name());
    }
    if (!options.cleanup()) {
      DownloadDisk.move(source, folder.tar(file));
    }
    record(file, packed.contentHash(), members);
    if (options.cleanup()) {
      DownloadDisk.delete(source);
      DownloadDisk.delete(folder.tar(file));
    }
  }

  private void place(DownloadFile file, Path source) throws SyncException {
    String hash = ContentHash.of(source, n -> progress.advance("extract", n));
    rejection.demandTheSame(file, source, hash);
    Path target = folder.target(file.fault(), file.type());
    DownloadDisk.makeFolder(target);
    DownloadDisk.moveMember(source, target, file.name());
    record(file, hash, new TreeMap<>(Map.of(file.name(), file.size())));
    DownloadDisk.delete(folder.tar(file));
  }

  private void record(DownloadFile file, String hash, SortedMap<String, Long> members)
      throws SyncException {
    folder.members(file.fault()).put(file.type(), file.name(), members);
    Optional<Instant> time = keepTimes(file) ? file.modified() : earlierTime(file, hash);
    folder
        .ok()
        .put(
            new DownloadProof(
                file.name(),
                OptionalLong.of(file.size()),
                Optional.of(hash),
                time,
                Optional.empty()));
    folder.broken().remove(file.name());
    report.extracted(file, members.size());
  }

  private boolean keepTimes(DownloadFile file) {
    return keepTimes || (!options.noDownload() && file.hash().isEmpty());
  }

  /** Untarring the same bytes again without asking the remote changes nothing about its time. */
  private Optional<Instant> earlierTime(DownloadFile file, String hash) {
    return folder
        .ok()
        .find(file.name())
        .filter(proof -> options.noDownload() && proof.hash().equals(Optional.of(hash)))
        .flatMap(DownloadProof::modified);
  }

  /** Two parts of one set that hold the same name contradict each other. */
  private void demandDistinct(DownloadSet set, DownloadFile file, Set<String> members)
      throws SyncException {
    for (DownloadFile other : set.files()) {
      Optional<String> twice =
          other.name().equals(file.name())
              ? Optional.empty()
              : folder.members(file.fault()).of(file.type(), other.name()).keySet().stream()
                  .filter(members::contains)
                  .findFirst();
      // What the log says of a tar that is not extracted yet may be of an earlier set.
      if (twice.isPresent() && isProven(other)) {
        throw new SyncException(
            SyncException.Kind.DATA,
            file.path()
                + ": holds \""
                + twice.get()
                + "\", which "
                + other.name()
                + " holds too; have the set uploaded again");
      }
    }
  }

  private boolean isProven(DownloadFile file) {
    return folder
        .ok()
        .find(file.name())
        .filter(proof -> proof.isOf(file) || options.noDownload())
        .isPresent();
  }
}
