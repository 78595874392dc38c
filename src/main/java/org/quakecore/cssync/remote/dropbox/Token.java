package org.quakecore.cssync.remote.dropbox;

import java.time.Instant;

/**
 * What Dropbox knows us by, for about four hours. It is never to be logged or written.
 *
 * @param access the secret itself
 * @param expiry when it ends, as far as rclone has noted that
 */
record Token(String access, Instant expiry) {
  @Override
  public String toString() {
    return "a token until " + expiry;
  }
}
