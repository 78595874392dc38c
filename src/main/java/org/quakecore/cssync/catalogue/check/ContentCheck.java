package org.quakecore.cssync.catalogue.check;

import java.io.IOException;
import java.util.Optional;

/** Something that the content of a file has to be like, as sync_patterns.yaml says it. */
public interface ContentCheck {
  /** The word it is known by. */
  String key();

  /** What stands behind the word; empty where nothing does. */
  default String value() {
    return "";
  }

  /** Both, as the file spells them. */
  default String text() {
    return value().isEmpty() ? key() : key() + ": " + value();
  }

  /** One that a few small reads decide, however large the file is. */
  interface Quick extends ContentCheck {
    /**
     * What is wrong with a file, in words that stand behind its name and a colon.
     *
     * @throws IOException when the file cannot be read
     */
    Optional<String> problem(SourceBytes file) throws IOException;
  }

  /** One that has to see every byte, and does while the file is read for its archive. */
  interface Full extends ContentCheck {
    /**
     * Begins to look at one file.
     *
     * @param size in bytes
     */
    Inspection begin(long size);
  }
}
