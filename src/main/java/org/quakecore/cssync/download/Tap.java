package org.quakecore.cssync.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream whose every byte is seen by somebody else, however it is read or passed over. */
abstract class Tap extends FilterInputStream {
  private static final int MOST_SKIPPED = 1 << 16;

  Tap(InputStream in) {
    super(in);
  }

  /** These bytes were read. */
  abstract void passed(byte[] bytes, int offset, int length) throws IOException;

  @Override
  public final int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
  }

  @Override
  public int read(byte[] to, int offset, int length) throws IOException {
    int read = super.read(to, offset, length);
    if (read > 0) {
      passed(to, offset, read);
    }
    return read;
  }

  @Override
  public final long skip(long most) throws IOException {
    return Math.max(0, read(new byte[(int) Math.min(most, MOST_SKIPPED)]));
  }

  @Override
  public final boolean markSupported() {
    return false;
  }
}
