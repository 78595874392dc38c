package org.quakecore.cssync.remote.rclone;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.HttpURLConnection;
import java.net.Proxy;
import java.net.URL;
import java.util.Base64;

/**
 * Speaks to an rclone that serves its remote control, over HTTP on this machine.
 *
 * @param address like {@code http://127.0.0.1:5572/}
 * @param user as it was told to the server
 * @param password likewise
 * @param silenceMillis how long an answer may take to begin, or to go on
 */
record RemoteControl(String address, String user, String password, int silenceMillis) {
  private static final int CONNECT_MILLIS = 10_000;

  /**
   * What came back.
   *
   * @param status of HTTP: 200, or what rclone makes of its error
   * @param body JSON, if all is well
   */
  record Reply(int status, String body) {}

  /**
   * Posts something whole, and waits for the whole of the reply.
   *
   * @param path below the address, with its query
   * @param parts of the body, one after the other
   * @throws IOException when there is no such server any more, it hangs up, or says nothing
   */
  Reply post(String path, String contentType, byte[]... parts) throws IOException {
    long length = 0;
    for (byte[] part : parts) {
      length += part.length;
    }
    // Whatever proxy the environment names is not for this machine.
    HttpURLConnection connection =
        (HttpURLConnection) new URL(address + path).openConnection(Proxy.NO_PROXY);
    connection.setRequestMethod("POST");
    connection.setConnectTimeout(CONNECT_MILLIS);
    connection.setReadTimeout(silenceMillis);
    connection.setInstanceFollowRedirects(false);
    String credentials =
        Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    connection.setRequestProperty("Authorization", "Basic " + credentials);
    connection.setRequestProperty("Content-Type", contentType);
    // A connection that is used again may turn out to be closed, and would have to be tried again.
    connection.setRequestProperty("Connection", "close");
    connection.setDoOutput(true);
    // So that the JVM does not keep a copy, to send all again by itself.
    connection.setFixedLengthStreamingMode(length);
    try {
      try (OutputStream out = connection.getOutputStream()) {
        for (byte[] part : parts) {
          out.write(part);
        }
      }
      int status = connection.getResponseCode();
      InputStream in =
          status < HttpURLConnection.HTTP_BAD_REQUEST
              ? connection.getInputStream()
              : connection.getErrorStream();
      try (in) {
        byte[] body = in == null ? new byte[0] : in.readAllBytes();
        long announced = connection.getContentLengthLong();
        if (announced >= 0 && announced != body.length) {
          // The JVM takes the end of a connection for the end of the reply.
          throw new IOException("of " + announced + " B only " + body.length + " came");
        }
        return new Reply(status, new String(body, UTF_8));
      }
    } finally {
      connection.disconnect();
    }
  }
}
