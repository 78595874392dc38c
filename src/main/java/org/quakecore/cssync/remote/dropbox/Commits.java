package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Everything that changes what there is in the account, one call at a time: changes that overlap
 * are refused with too_many_write_operations. Uploads that are to become files while another call
 * is under way do so together, in the next one.
 */
final class Commits {
  /** Dropbox takes as many in one call. */
  private static final int MOST = 1_000;

  private static final String LOCKED = "too_many_write_operations";
  private static final int TRIES = 60;

  private final Api api;
  private final ReentrantLock turn = new ReentrantLock(true);
  private final List<Pending> queue = new ArrayList<>();

  Commits(Api api) {
    this.api = api;
  }

  /** An upload that is to become a file. */
  static final class Pending {
    private final JsonObject entry = new JsonObject();
    private JsonObject file;
    private Refused refused;
    private SyncException failure;

    /**
     * @param session whose bytes it are
     * @param size how many there are
     * @param commit the path and the mode
     */
    Pending(String session, long size, JsonObject commit) {
      entry.add("cursor", Uploads.cursor(session, size));
      entry.add("commit", commit);
    }

    /** What there is now. */
    JsonObject file() throws SyncException, Refused {
      if (failure != null) {
        throw failure;
      }
      if (refused != null) {
        throw refused;
      }
      return file;
    }

    private boolean isOpen() {
      return file == null && refused == null && failure == null;
    }
  }

  /** A change of another kind. */
  @FunctionalInterface
  interface Change<T> {
    T make() throws SyncException, Refused;
  }

  /** Makes a change while no other is under way. */
  <T> T alone(Change<T> change) throws SyncException, Refused {
    takeTurn();
    try {
      return change.make();
    } finally {
      turn.unlock();
    }
  }

  /** Has uploads become files, each of which then tells what has become of it. */
  void commit(List<Pending> uploads) throws SyncException {
    synchronized (queue) {
      queue.addAll(uploads);
    }
    boolean done = false;
    takeTurn();
    try {
      while (uploads.stream().anyMatch(Pending::isOpen)) {
        commitTogether(next());
      }
      done = true;
    } finally {
      if (!done) {
        synchronized (queue) {
          queue.removeAll(uploads);
        }
      }
      turn.unlock();
    }
  }

  /** What has become of one entry of a job. */
  static final class Result {
    private JsonObject success;
    private Refused refused;

    JsonObject success() throws Refused {
      if (refused != null) {
        throw refused;
      }
      return success;
    }
  }

  /**
   * Has a job make changes, while no other is under way. What it could not do because of other
   * changes is tried again.
   *
   * @param check where is asked how the job fares
   * @return what has become of each entry, in their order
   */
  List<Result> together(String route, String check, List<JsonObject> entries)
      throws SyncException, Refused {
    List<Result> results = new ArrayList<>();
    entries.forEach(each -> results.add(new Result()));
    for (int from = 0; from < entries.size(); from += MOST) {
      int start = from;
      int end = Math.min(entries.size(), from + MOST);
      alone(() -> job(route, check, entries.subList(start, end), results.subList(start, end)));
    }
    return results;
  }

  private boolean job(String route, String check, List<JsonObject> entries, List<Result> results)
      throws SyncException, Refused {
    List<Integer> left = new ArrayList<>();
    for (int i = 0; i < entries.size(); i++) {
      left.add(i);
    }
    for (int tried = 1; ; tried++) {
      JsonArray some = new JsonArray();
      left.forEach(i -> some.add(entries.get(i)));
      try {
        JsonArray answers = finished(route, check, some).getAsJsonArray("entries");
        for (int i = 0; i < left.size(); i++) {
          settle(results.get(left.get(i)), answers.get(i).getAsJsonObject());
        }
      } catch (Refused refused) {
        if (!isPassing(refused) || tried == TRIES) {
          throw refused;
        }
        pause(tried);
        continue;
      }
      left.removeIf(i -> !isPassing(results.get(i).refused));
      if (left.isEmpty() || tried == TRIES) {
        return true;
      }
      pause(tried);
    }
  }

  private static void settle(Result result, JsonObject answer) {
    boolean done = answer.get(".tag").getAsString().equals("success");
    result.success = done ? answer : null;
    result.refused = done ? null : new Refused(answer.get("failure"));
  }

  /** Whether the same may be done a little later. */
  private static boolean isPassing(Refused refused) {
    return refused != null && (refused.says(LOCKED) || refused.says("internal_error"));
  }

  /** Waits for a job that goes on by itself. */
  private JsonObject finished(String route, String check, JsonArray entries)
      throws SyncException, Refused {
    JsonObject arguments = new JsonObject();
    arguments.add("entries", entries);
    JsonObject job = api.ask(route, arguments);
    JsonElement id = job.get("async_job_id");
    for (int tried = 1; !job.get(".tag").getAsString().equals("complete"); tried++) {
      if (job.get(".tag").getAsString().equals("failed")) {
        throw new Refused(job.get("failed"));
      }
      pause(tried);
      JsonObject question = new JsonObject();
      question.add("async_job_id", id);
      job = api.ask(check, question);
    }
    return job;
  }

  private void takeTurn() throws SyncException {
    try {
      turn.lockInterruptibly();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
  }

  private List<Pending> next() {
    synchronized (queue) {
      List<Pending> next = queue.subList(0, Math.min(MOST, queue.size()));
      List<Pending> taken = List.copyOf(next);
      next.clear();
      return taken;
    }
  }

  private void commitTogether(List<Pending> all) throws SyncException {
    List<Pending> left = all;
    for (int tried = 1; !left.isEmpty(); tried++) {
      try {
        settle(left, tried == TRIES);
      } catch (SyncException failure) {
        for (Pending each : left) {
          each.failure = failure;
        }
        return;
      }
      left = left.stream().filter(Pending::isOpen).toList();
      if (!left.isEmpty()) {
        pause(tried);
      }
    }
  }

  private void settle(List<Pending> uploads, boolean last) throws SyncException {
    JsonArray entries = new JsonArray();
    uploads.forEach(each -> entries.add(each.entry));
    JsonObject arguments = new JsonObject();
    arguments.add("entries", entries);
    JsonArray results;
    try {
      results =
          api.ask("files/upload_session/finish_batch_v2", arguments).getAsJsonArray("entries");
    } catch (Refused refused) {
      uploads.forEach(each -> each.refused = refused);
      return;
    }
    for (int i = 0; i < uploads.size(); i++) {
      JsonObject result = results.get(i).getAsJsonObject();
      Pending upload = uploads.get(i);
      if (result.get(".tag").getAsString().equals("success")) {
        upload.file = result;
        continue;
      }
      JsonElement failure = result.get("failure");
      Refused refused = new Refused(failure);
      if (!refused.says(LOCKED) || last) {
        upload.refused = refused;
      }
    }
  }

  private static void pause(int tried) throws SyncException {
    try {
      TimeUnit.MILLISECONDS.sleep(Math.min(10_000, 100L << Math.min(7, tried - 1)));
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
  }
}
