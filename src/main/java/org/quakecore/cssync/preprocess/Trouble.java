package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.nio.file.Path;
import org.quakecore.cssync.catalogue.SyncException;

/** Words for files and folders that cannot be read. */
final class Trouble {
  private Trouble() {}

  /** Why, in a few words, without the path. */
  static String reason(IOException e, Path path) {
    String message = SyncException.of(e, path, SyncException.Kind.DATA).getMessage();
    String lead = path + ": ";
    return message.startsWith(lead) ? message.substring(lead.length()) : message;
  }
}
