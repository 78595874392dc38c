package org.quakecore.cssync.page;

import io.pebbletemplates.pebble.PebbleEngine;
import io.pebbletemplates.pebble.error.PebbleException;
import io.pebbletemplates.pebble.loader.ClasspathLoader;
import io.pebbletemplates.pebble.template.PebbleTemplate;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.catalogue.WholeFile;

/**
 * Writes a page as one HTML file that asks no other for anything. Text is escaped by the template
 * engine; should some slip through, the page's own policy lets no script run but this program's.
 */
public final class Html {
  private static final String TEMPLATE = "page.peb";
  private static final String FOLDER = "org/quakecore/cssync/page";

  private Html() {}

  /**
   * Refuses a place where no page could be written, before anything else is done.
   *
   * @param others files that the run reads or writes
   * @throws SyncException of kind USAGE
   */
  public static void demandPlace(Path file, List<Path> others) throws SyncException {
    Path place = file.toAbsolutePath().normalize();
    for (Path other : others) {
      if (place.equals(other.toAbsolutePath().normalize())) {
        throw usage(file + ": the report would overwrite this file; give --report another");
      }
    }
    if (Files.isDirectory(place)) {
      throw usage(file + ": is a folder; give --report the path of a file, like report.html");
    }
    if (!Files.isDirectory(place.getParent())) {
      throw usage(place.getParent() + ": no such folder; make it, or give --report another");
    }
  }

  private static SyncException usage(String message) {
    return new SyncException(SyncException.Kind.USAGE, message);
  }

  /**
   * Writes a page.
   *
   * @throws SyncException of kind DISK_FULL when there is no room, else of kind BAD_INPUT
   */
  public static void write(Page page, Path file) throws SyncException {
    TemporaryName.clear(file.toAbsolutePath().getParent());
    WholeFile.write(
        file,
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          write(page, text);
          text.flush();
        });
  }

  /** Writes a page to a text. */
  static void write(Page page, Writer out) throws IOException {
    String script = resource("page.js");
    try {
      template()
          .evaluate(
              out,
              Map.of(
                  "page",
                  new Shown(page),
                  "style",
                  resource("page.css"),
                  "script",
                  script,
                  "scriptHash",
                  hash(script)),
              Locale.ROOT);
    } catch (PebbleException e) {
      throw new IllegalStateException(e);
    }
  }

  private static PebbleTemplate template() {
    ClasspathLoader loader = new ClasspathLoader(Html.class.getClassLoader());
    loader.setPrefix(FOLDER);
    return new PebbleEngine.Builder()
        .loader(loader)
        .strictVariables(true)
        .cacheActive(false)
        .defaultLocale(Locale.ROOT)
        .build()
        .getTemplate(TEMPLATE);
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = Html.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static String hash(String script) {
    byte[] sha256 = ContentHash.sha256().digest(script.getBytes(StandardCharsets.UTF_8));
    return "sha256-" + Base64.getEncoder().encodeToString(sha256);
  }
}
