package org.quakecore.cssync.catalogue.check;

import java.io.IOException;
import java.util.Optional;

/** The file says something: there is more than white space in its first 64 KiB. */
public record NotEmpty() implements ContentCheck.Quick {
  public static final String KEY = "not_empty";

  private static final int MOST_READ = 64 << 10;

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Optional<String> problem(SourceBytes file) throws IOException {
    for (byte each : file.read(0, MOST_READ)) {
      if (each < 0 || each > ' ') {
        return Optional.empty();
      }
    }
    return Optional.of("nothing in it");
  }
}
