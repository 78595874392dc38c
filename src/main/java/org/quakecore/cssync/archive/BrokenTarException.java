package org.quakecore.cssync.archive;

import java.io.IOException;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * The verdict on a tar that is damaged or holds what is refused. The message continues a sentence
 * that starts with the tar's name.
 */
public final class BrokenTarException extends IOException {
  private static final long serialVersionUID = 1;

  private BrokenTarException(String message) {
    super(message);
  }

  /** The bytes are not those of a whole tar. */
  public static BrokenTarException broken(String reason) {
    return new BrokenTarException("is broken: " + reason);
  }

  /** The tar may be whole, but one of its entries is of a kind that is never taken. */
  public static BrokenTarException refused(String reason) {
    return new BrokenTarException("is refused: " + reason);
  }

  /** A name in quotes, fit for one line of a message: names in tars can hold newlines. */
  public static String quoted(String name) {
    return Quoted.of(name);
  }
}
