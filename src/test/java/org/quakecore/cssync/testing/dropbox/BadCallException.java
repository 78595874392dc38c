package org.quakecore.cssync.testing.dropbox;

/** A call that no caller should make; Dropbox answers such with 400 and a plain text. */
final class BadCallException extends RuntimeException {
  BadCallException(String message) {
    super(message);
  }
}
