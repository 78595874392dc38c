package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.channels.SeekableByteChannel;

/** A stored file while it is read. */
record OpenFile(SeekableByteChannel channel, JsonObject metadata, long size)
    implements AutoCloseable {
  @Override
  public void close() throws IOException {
    channel.close();
  }
}
