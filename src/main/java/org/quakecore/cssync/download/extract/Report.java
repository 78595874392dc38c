package org.quakecore.cssync.download.extract;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.download.plan.Plan;
import org.quakecore.cssync.download.plan.Step;
import org.quakecore.cssync.download.plan.Task;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/** Counts what a download has done, and says it at the end. Any thread may count. */
public final class Report {
  private final Progress progress;
  private final String place;
  private final Folder folder;
  private final Sets sets = new Sets();
  private final long startNanos = System.nanoTime();
  private final List<String> failures = new ArrayList<>();
  private long fetched;
  private long fetchedBytes;
  private long extracted;
  private long members;
  private long kept;
  private long removed;
  private long unverified;
  private long broken;
  private boolean timesRefused;
  private boolean extracting;
  private boolean timeUp;

  /**
   * Counts for one download.
   *
   * @param place what is downloaded, as it is told
   */
  public Report(Progress progress, String place, Folder folder) {
    this.progress = progress;
    this.place = place;
    this.folder = folder;
  }

  public synchronized void fail(String message) {
    failures.add(message);
    progress.say("#### FAILED: " + message);
  }

  /** Warns once that files do not take their times here, which spoils nothing. */
  public synchronized void timeRefused() {
    if (!timesRefused) {
      timesRefused = true;
      progress.warn(
          "the times of files cannot be set in the download folder, so they keep that at which they"
              + " came; their bytes are proven all the same");
    }
  }

  /** Takes over what a plan finds here already, and what it knows to be broken there. */
  public synchronized void take(Plan plan) {
    plan.problems().forEach(this::fail);
    kept(plan.count(Step.Action.KEEP));
    for (Task task : plan.tasks()) {
      if (task.isIdle()) {
        sets.idle(task.set().label(), task.count(Step.Action.BROKEN) > 0);
      }
      task.steps().stream()
          .filter(step -> step.action() == Step.Action.BROKEN)
          .forEach(step -> sayBroken(step.file()));
    }
  }

  /** Notes that the time was too short for all. */
  public synchronized void timeUp() {
    timeUp = true;
  }

  public synchronized void kept(long files) {
    kept += files;
  }

  /** Work on it is to be done. */
  public synchronized void awaited(ArchivedFile file) {
    awaited(file.path(), file.fault() + " " + file.type(), file.size());
  }

  /**
   * As {@link #awaited(ArchivedFile)}, by its path.
   *
   * @param path of a file or a member
   * @param set that it is of
   */
  public synchronized void awaited(String path, String set, long bytes) {
    sets.await(path, set, bytes);
  }

  /** Work on it begins. */
  public synchronized void begun(String path) {
    sets.begin(path);
  }

  /** It is there, proven. */
  public synchronized void settled(String path) {
    sets.settle(path, false);
  }

  /** Nothing will come of these. */
  public synchronized void failed(List<String> paths, String message) {
    paths.forEach(path -> sets.settle(path, true));
    fail(message);
  }

  /** As {@link #failed(List, String)}, of a file that may be known to be broken by now. */
  public synchronized void failed(ArchivedFile file, String message) {
    failed(List.of(file.path()), message);
    if (folder.broken().find(file.name()).isPresent()) {
      sayBroken(file);
    }
  }

  private void sayBroken(ArchivedFile file) {
    if (file.type().isTar()) {
      broken++;
      progress.say("### !!! " + folder.tar(file) + " is broken");
    }
  }

  /** What a file holds comes out of it from now on. */
  public synchronized void extracting(ArchivedFile file) {
    if (file.type().isTar() && !extracting) {
      extracting = true;
      progress.say("## Extracting TAR files");
    }
  }

  /** A single member is in its place, proven. */
  public synchronized void member(Item member) {
    String path = member.name();
    long bytes = member.bytes();
    settled(path);
    members++;
    fetchedBytes += bytes;
    progress.say("#### " + path + " OK, " + ByteCount.inWords(bytes));
    progress.done(member);
  }

  /** All that was to be done for a fault has been, however it came out. */
  public void ended(Fault fault) {
    progress.done(Item.fault(fault));
  }

  /** A file has come, with as many bytes as were not here yet. */
  public synchronized void fetched(long bytes) {
    fetched++;
    fetchedBytes += bytes;
  }

  /** It is on its way. */
  public synchronized void fetching(ArchivedFile file) {
    progress.say("#### Fetching " + file.path() + ", " + ByteCount.inWords(file.size()));
  }

  /**
   * What it holds is in its place.
   *
   * @param verified whether the content was compared with a hash that came from elsewhere
   */
  public synchronized void extracted(ArchivedFile file, int memberCount, boolean verified) {
    extracted++;
    unverified += verified ? 0 : 1;
    members += memberCount;
    progress.say(
        "#### "
            + file.path()
            + " OK: "
            + ByteCount.files(memberCount)
            + " in "
            + file.fault()
            + "/"
            + file.type());
    if (file.type().isTar()) {
      progress.say("### " + folder.tar(file) + " is good");
    }
    progress.done(file.item(Work.EXTRACT));
  }

  public synchronized void removed(String what, int files) {
    removed += files;
    progress.say("#### Removed " + ByteCount.files(files) + " " + what);
  }

  public synchronized boolean isClean() {
    return failures.isEmpty() && sets.unfinished().isEmpty();
  }

  public synchronized void sayNothingToDo(long files) {
    progress.say(
        "#### Nothing to do: all " + ByteCount.files(files) + " are here already and proven");
  }

  /**
   * Sums up.
   *
   * @param early whether the run ended before all was done
   */
  public synchronized void summarise(boolean early) {
    if (!early && broken > 0) {
      progress.say(
          "### !!! "
              + broken
              + " tar files are broken, read "
              + folder.root().resolve("tar_error.log")
              + " for details");
    } else if (!early && isClean()) {
      progress.say("### All tar files are good");
    }
    List<String> lines = new ArrayList<>(List.of("", "======== Summary"));
    lines.add(
        "   Fetched: "
            + ByteCount.files(fetched)
            + ", "
            + ByteCount.inWords(fetchedBytes)
            + " in "
            + elapsed());
    lines.add("   Extracted: " + ByteCount.files(extracted) + " with " + members + " members");
    lines.add("   Here already: " + ByteCount.files(kept));
    if (unverified > 0) {
      lines.add(
          "   Not verified by content: "
              + ByteCount.files(unverified)
              + ", of which the remote gives no hash and there is no manifest");
    }
    if (removed > 0) {
      lines.add("   Removed, of earlier sets: " + ByteCount.files(removed));
    }
    conclude(lines, fetched, early);
  }

  /** As {@link #summarise}, where single members were asked for. */
  public synchronized void summariseMembers(boolean early) {
    List<String> lines = new ArrayList<>(List.of("", "======== Summary"));
    lines.add(
        "   Fetched: "
            + members
            + " members, "
            + ByteCount.inWords(fetchedBytes)
            + " in "
            + elapsed());
    lines.add("   Here already: " + kept + " members");
    conclude(lines, members, early);
  }

  /**
   * Tells what is awaited, where nothing is done.
   *
   * @return whether all that was asked for can be had
   */
  public synchronized boolean plan(List<String> lines) {
    Map<String, Long> ends = sets.ends();
    Done done = new Done(0, 0, 0, Duration.ZERO);
    progress.conclude(
        new Conclusion(place, done, ends, sets.left(), failures.size(), sets.told(), lines));
    return failures.isEmpty();
  }

  private void conclude(List<String> lines, long files, boolean early) {
    Map<String, Long> ends = sets.ends();
    if (!ends.isEmpty()) {
      lines.add(
          "   Sets: "
              + ends.entrySet().stream()
                  .map(end -> end.getValue() + " " + end.getKey())
                  .collect(Collectors.joining(", ")));
    }
    for (String failure : failures) {
      lines.add("   FAILED: " + failure);
    }
    for (String path : sets.unfinished()) {
      lines.add("   NOT DONE: " + path);
    }
    Left left = sets.left();
    if (early || timeUp) {
      lines.add(
          "   Run the same command again: "
              + (left.sets() == 0 ? "the last checks are left" : left.words() + " are left"));
    }
    // An end that is no set's is still no good end.
    long errors = Math.max(failures.size() + sets.unfinished().size(), early ? 1 : 0);
    if (timeUp) {
      lines.add("   time is up: " + ByteCount.human(left.bytes()) + " left");
    }
    lines.add("   Errors: " + errors);
    Duration took = Duration.ofNanos(System.nanoTime() - startNanos);
    Done done = new Done(sets.done(), files, fetchedBytes, took);
    progress.conclude(new Conclusion(place, done, ends, left, errors, sets.told(), lines));
  }

  /** How many files come at once, in words. */
  public static String atOnce(int streams) {
    return streams == 1 ? "one at a time" : streams + " at once";
  }

  private String elapsed() {
    long seconds = (System.nanoTime() - startNanos) / 1_000_000_000L;
    return seconds < 60
        ? seconds + " s"
        : String.format(
            Locale.ROOT, "%dh%02dm%02ds", seconds / 3600, seconds / 60 % 60, seconds % 60);
  }
}
