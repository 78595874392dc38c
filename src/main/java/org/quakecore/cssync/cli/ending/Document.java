package org.quakecore.cssync.cli.ending;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.quakecore.cssync.catalogue.HostProcess;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Conclusion.Done;
import org.quakecore.cssync.transfer.Conclusion.Left;
import org.quakecore.cssync.transfer.Conclusion.SetEnd;
import org.quakecore.cssync.transfer.History;

/**
 * All that is told of a run that has ended. Keys of its JSON are never renamed, only added.
 *
 * @param error why it could not go on
 * @param conclusion empty where it ended before it could sum up
 */
record Document(
    EndOptions.Run run,
    Instant end,
    Duration took,
    int exit,
    Optional<String> error,
    Optional<Conclusion> conclusion) {

  /** At least one where the run did not come to a good end. */
  long errors() {
    return Math.max(conclusion.map(Conclusion::errors).orElse(0L), error.isPresent() ? 1 : 0);
  }

  private Done done() {
    return conclusion.map(Conclusion::done).orElse(new Done(0, 0, 0, took));
  }

  /** One line, as the subject of a mail. */
  String headline() {
    return "cs-dropbox-sync "
        + run.command()
        + (run.version().isEmpty() ? "" : " " + run.version())
        + " on "
        + HostProcess.self().host()
        + ": "
        + (exit == 0 ? "done" : "exit code " + exit)
        + ", errors: "
        + errors();
  }

  History.Line line() {
    Done done = done();
    return new History.Line(
        end,
        HostProcess.self().host(),
        run.command(),
        run.version(),
        done.sets(),
        done.bytes(),
        took.toSeconds(),
        done.rate(),
        errors(),
        exit);
  }

  String text() {
    JsonObject json = new JsonObject();
    json.addProperty("command", run.command());
    json.addProperty("cs_ver", run.version().isEmpty() ? null : run.version());
    json.addProperty("host", HostProcess.self().host());
    json.addProperty("ended", end.toString());
    json.addProperty("seconds", took.toSeconds());
    json.addProperty("exit", exit);
    json.addProperty("complete", exit == 0);
    json.addProperty("errors", errors());
    json.addProperty("error", error.map(Quoted::line).orElse(null));
    json.addProperty("place", conclusion.map(Conclusion::place).orElse(null));
    JsonObject done = new JsonObject();
    done.addProperty("sets", done().sets());
    done.addProperty("files", done().files());
    done.addProperty("size", done().bytes());
    done.addProperty("rate", done().rate());
    json.add("done", done);
    Left left = conclusion.map(Conclusion::left).orElse(null);
    if (left != null) {
      JsonObject still = new JsonObject();
      still.addProperty("sets", left.sets());
      still.addProperty("size", left.bytes());
      json.add("left", still);
    } else {
      json.add("left", null);
    }
    JsonObject ends = new JsonObject();
    JsonArray sets = new JsonArray();
    conclusion.ifPresent(
        told -> {
          told.ends().forEach(ends::addProperty);
          told.sets().forEach(set -> sets.add(set(set)));
        });
    json.add("ends", ends);
    json.add("sets", sets);
    conclusion
        .flatMap(Conclusion::purge)
        .ifPresent(purge -> json.add("purge", new Gson().toJsonTree(purge)));
    JsonArray summary = new JsonArray();
    conclusion.ifPresent(told -> told.lines().forEach(summary::add));
    json.add("summary", summary);
    return new GsonBuilder()
        .setPrettyPrinting()
        .disableHtmlEscaping()
        .serializeNulls()
        .create()
        .toJson(json);
  }

  private static JsonObject set(SetEnd set) {
    JsonObject json = new JsonObject();
    json.addProperty("name", set.name());
    json.addProperty("end", set.end());
    json.addProperty("words", set.words());
    return json;
  }
}
