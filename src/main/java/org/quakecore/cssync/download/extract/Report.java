package org.quakecore.cssync.download.extract;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.download.plan.ArchivedFile;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/** Counts what a download has done, and says it at the end. Any thread may count. */
public final class Report {
  private final Progress progress;
  private final long startNanos = System.nanoTime();
  private final List<String> failures = new ArrayList<>();
  private final TreeSet<String> unfinished = new TreeSet<>();
  private long fetched;
  private long fetchedBytes;
  private long extracted;
  private long members;
  private long kept;
  private long removed;
  private long unverified;
  private boolean timesRefused;

  public Report(Progress progress) {
    this.progress = progress;
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

  public synchronized void kept(long files) {
    kept += files;
  }

  public synchronized void awaited(ArchivedFile file) {
    awaited(file.path());
  }

  public synchronized void awaited(String path) {
    unfinished.add(path);
  }

  /** The file needs no more work, however it came out. */
  public synchronized void settled(ArchivedFile file) {
    settled(file.path());
  }

  public synchronized void settled(String path) {
    unfinished.remove(path);
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
    progress.done(file.item(Work.EXTRACT));
  }

  public synchronized void removed(String what, int files) {
    removed += files;
    progress.say("#### Removed " + ByteCount.files(files) + " " + what);
  }

  public synchronized boolean isClean() {
    return failures.isEmpty() && unfinished.isEmpty();
  }

  public synchronized void sayNothingToDo(long files) {
    progress.say(
        "#### Nothing to do: all " + ByteCount.files(files) + " are here already and proven");
  }

  public synchronized void summarise() {
    progress.say("");
    progress.say("======== Summary");
    progress.say(
        "   Fetched: "
            + ByteCount.files(fetched)
            + ", "
            + ByteCount.inWords(fetchedBytes)
            + " in "
            + elapsed());
    progress.say("   Extracted: " + ByteCount.files(extracted) + " with " + members + " members");
    progress.say("   Here already: " + ByteCount.files(kept));
    if (unverified > 0) {
      progress.say(
          "   Not verified by content: "
              + ByteCount.files(unverified)
              + ", of which the remote gives no hash and there is no manifest");
    }
    if (removed > 0) {
      progress.say("   Removed, of earlier sets: " + ByteCount.files(removed));
    }
    sayErrors();
  }

  /** The summary where single members were asked for. */
  public synchronized void summariseMembers() {
    progress.say("");
    progress.say("======== Summary");
    progress.say(
        "   Fetched: "
            + members
            + " members, "
            + ByteCount.inWords(fetchedBytes)
            + " in "
            + elapsed());
    progress.say("   Here already: " + kept + " members");
    sayErrors();
  }

  private void sayErrors() {
    for (String failure : failures) {
      progress.say("   FAILED: " + failure);
    }
    for (String path : unfinished) {
      progress.say("   NOT DONE: " + path);
    }
    progress.say("   Errors: " + (failures.size() + unfinished.size()));
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
