package org.quakecore.cssync.catalogue.check;

import java.util.Optional;

/** A look at every byte of one file, in order, while they pass by for another reason. */
public interface Inspection {
  /** Takes the next bytes, which are the first {@code count} of the buffer. */
  void take(byte[] buffer, int count);

  /** What is wrong with the file, in words, once all has passed. */
  Optional<String> problem();
}
