package org.quakecore.cssync.status;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.IntStream;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.transfer.History;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/** Tells the runs that a history knows of, the latest last. */
public final class PastRuns {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm", Locale.ROOT);

  /** Of these columns, those that hold numbers. */
  private static final List<Boolean> NUMBERS =
      List.of(false, false, false, false, true, true, true, true, true);

  private static final List<String> TITLES =
      List.of("ended", "host", "command", "version", "sets", "size", "rate", "errors", "exit");

  /** What is left out first where the window is too narrow. */
  private static final List<String> SPARE = List.of("host", "rate", "version", "sets", "size");

  private final Path folder;
  private final Optional<CsVersion> version;
  private final Progress progress;

  /**
   * Tells of one folder.
   *
   * @param version of which alone is told
   */
  public PastRuns(Path folder, Optional<CsVersion> version, Progress progress) {
    this.folder = folder;
    this.version = version;
    this.progress = progress;
  }

  /**
   * Says them as a table, or as one JSON document.
   *
   * @throws SyncException BAD_INPUT where there is no history
   */
  public Outcome say(boolean json) throws SyncException {
    List<History.Line> runs =
        read().stream()
            .filter(run -> version.isEmpty() || version.get().name().equals(run.version()))
            .toList();
    progress.say(json ? document(runs) : table(runs));
    return new Outcome(true);
  }

  private List<History.Line> read() throws SyncException {
    try {
      return History.read(folder)
          .orElseThrow(
              () ->
                  new SyncException(
                      Kind.BAD_INPUT,
                      folder.resolve(History.NAME).toAbsolutePath().normalize()
                          + ": there is no such file; give the --tmp_dir of upload, or the"
                          + " --download_dir of a download, with --tmp_dir"));
    } catch (IOException e) {
      throw SyncException.of(e, folder.resolve(History.NAME), Kind.BAD_INPUT);
    }
  }

  private List<String> table(List<History.Line> runs) {
    List<List<String>> rows = new ArrayList<>(List.of(TITLES));
    runs.forEach(run -> rows.add(row(run)));
    int[] widths = new int[TITLES.size()];
    for (List<String> row : rows) {
      for (int i = 0; i < widths.length; i++) {
        widths[i] = Math.max(widths[i], row.get(i).length());
      }
    }
    int window = progress.columns().orElse(Integer.MAX_VALUE);
    Iterator<String> spare = SPARE.iterator();
    while (IntStream.of(widths).map(width -> width + 1).sum() > window && spare.hasNext()) {
      widths[TITLES.indexOf(spare.next())] = -1;
    }
    return rows.stream().map(row -> line(row, widths)).toList();
  }

  private static List<String> row(History.Line run) {
    return List.of(
        TIME.format(run.time().atZone(ZoneId.systemDefault())),
        // Only what tells the hosts of one site apart.
        run.host().replaceFirst("(?<=.)\\..*", ""),
        run.command(),
        run.version(),
        Long.toString(run.sets()),
        ByteCount.human(run.bytes()),
        run.rate() == 0 ? "-" : ByteCount.human(run.rate()) + "/s",
        Long.toString(run.errors()),
        Integer.toString(run.exit()));
  }

  private static String line(List<String> row, int[] widths) {
    StringBuilder line = new StringBuilder();
    for (int i = 0; i < widths.length; i++) {
      if (widths[i] >= 0) {
        String blank = " ".repeat(widths[i] - row.get(i).length());
        line.append(i == 0 ? "" : " ")
            .append(NUMBERS.get(i) ? blank + row.get(i) : row.get(i) + blank);
      }
    }
    return line.toString().stripTrailing();
  }

  private List<String> document(List<History.Line> runs) {
    JsonArray all = new JsonArray();
    for (History.Line run : runs) {
      JsonObject json = new JsonObject();
      json.addProperty("ended", run.time().toString());
      json.addProperty("host", run.host());
      json.addProperty("command", run.command());
      json.addProperty("cs_ver", run.version());
      json.addProperty("sets", run.sets());
      json.addProperty("size", run.bytes());
      json.addProperty("seconds", run.seconds());
      json.addProperty("rate", run.rate());
      json.addProperty("errors", run.errors());
      json.addProperty("exit", run.exit());
      all.add(json);
    }
    JsonObject document = new JsonObject();
    document.addProperty("history", folder.resolve(History.NAME).toAbsolutePath().toString());
    document.add("runs", all);
    return new GsonBuilder()
        .setPrettyPrinting()
        .disableHtmlEscaping()
        .create()
        .toJson(document)
        .lines()
        .toList();
  }
}
