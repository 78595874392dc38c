package org.quakecore.cssync.catalogue.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * The file has a text in it. Of one that is larger than 1 MiB the first and the last half a MiB are
 * read: what a log says of the end stands at its end.
 */
public record Contains(String value) implements ContentCheck.Quick {
  public static final String KEY = "contains";

  private static final int HALF = 512 << 10;

  /**
   * @throws IllegalArgumentException when there is no text, or too much of it
   */
  public Contains {
    if (value.isEmpty() || value.length() > 1_000) {
      throw new IllegalArgumentException(
          "say the text that the file has in it, of at most 1000 characters");
    }
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Optional<String> problem(SourceBytes file) throws IOException {
    boolean whole = file.size() <= 2 * HALF;
    boolean found =
        holds(file.read(0, whole ? 2 * HALF : HALF))
            || (!whole && holds(file.read(file.size() - HALF, HALF)));
    return found ? Optional.empty() : Optional.of("no " + Quoted.of(value) + " in it");
  }

  /** Each byte stands for one character, so that whatever is in the file can be searched. */
  private boolean holds(byte[] bytes) {
    String wanted = new String(value.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    return new String(bytes, StandardCharsets.ISO_8859_1).contains(wanted);
  }
}
