package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;

/** One HTTP request and its answer, whatever the version of HTTP. */
interface Exchange {
  String method();

  String path();

  /** A header's value, or null. */
  String header(String name);

  InputStream body();

  /** Begins the answer; its body follows. */
  OutputStream answer(int status, Map<String, String> headers, long length) throws IOException;

  /** The port the request came from, which tells the connections apart. */
  int port();
}
