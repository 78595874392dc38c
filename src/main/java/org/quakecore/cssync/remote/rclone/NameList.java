package org.quakecore.cssync.remote.rclone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.remote.PlainPath;

/**
 * The names of files in a temporary file, one a line, for rclone to read: any number, with spaces,
 * quotes and {@code #} meaning themselves.
 */
final class NameList implements AutoCloseable {
  private static final Pattern PLAIN = Pattern.compile("\\w[\\w.-]*");

  private static final String RULES = "filter-from";

  private final String flag;
  private final List<String> names;
  private final Path file;

  /** Names for {@code --files-from-raw}, by which rclone asks the remote for each file alone. */
  NameList(TemporaryPlace place, List<String> names) throws SyncException {
    this(place, "files-from-raw", names, Function.identity(), "");
  }

  private NameList(
      TemporaryPlace place,
      String flag,
      List<String> names,
      Function<String, String> line,
      String end)
      throws SyncException {
    this.flag = flag;
    this.names = List.copyOf(names);
    for (String name : names) {
      PlainPath.require(name);
    }
    StringBuilder lines = new StringBuilder();
    for (String name : names) {
      lines.append(line.apply(name)).append('\n');
    }
    byte[] content = lines.append(end).toString().getBytes(UTF_8);
    file = place.path("names", content.length);
    // Not a channel, which fails on a thread that is being stopped.
    try (FileOutputStream out = new FileOutputStream(file.toFile())) {
      out.write(content);
    } catch (IOException e) {
      close();
      throw SyncException.of(e, file, Kind.BAD_INPUT);
    }
  }

  /**
   * Names for {@code --filter-from}, by which rclone lists the folder instead: a call for all files
   * and not one for each. Only where they stand in that folder itself and have no character that
   * means something in a filter; else a list as any other.
   */
  static NameList ofOneFolder(TemporaryPlace place, List<String> names) throws SyncException {
    boolean plain = names.size() > 1 && names.stream().allMatch(PLAIN.asMatchPredicate());
    return plain
        ? new NameList(place, RULES, names, name -> "+ /" + name, "- *\n")
        : new NameList(place, names);
  }

  List<String> names() {
    return names;
  }

  /** What tells rclone of them on its command line. */
  List<String> arguments() {
    return List.of("--" + flag, file.toString());
  }

  /** What tells rclone of them by remote control, as the parameter {@code _filter} of a command. */
  JsonObject filter() {
    JsonArray files = new JsonArray();
    files.add(file.toString());
    JsonObject filter = new JsonObject();
    filter.add(flag.equals(RULES) ? "FilterFrom" : "FilesFromRaw", files);
    return filter;
  }

  @Override
  public void close() {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // Its name says whose it is: the next run clears it.
      return;
    }
  }
}
