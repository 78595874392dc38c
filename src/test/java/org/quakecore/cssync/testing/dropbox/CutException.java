package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;

/** The connection of this call is to break now. */
final class CutException extends IOException {
  CutException() {
    super("cut");
  }
}
