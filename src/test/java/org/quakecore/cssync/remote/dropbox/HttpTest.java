package org.quakecore.cssync.remote.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okio.BufferedSink;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.testing.dropbox.Endpoint;
import org.quakecore.cssync.testing.dropbox.FakeDropbox;

class HttpTest {
  /** More than all buffers on the way can hold. */
  private static final int MUCH = 64 << 20;

  private FakeDropbox dropbox;

  @BeforeEach
  void startOne() throws IOException {
    dropbox = FakeDropbox.start();
  }

  @AfterEach
  void stopIt() throws IOException {
    dropbox.close();
  }

  private static Request request(int bytes) {
    return new Request.Builder()
        .url("https://content.dropboxapi.com/2/files/upload_session/start")
        .header("Authorization", "Bearer sl.fake-access-token")
        .header("Dropbox-API-Arg", "{\"close\":false}")
        .post(new Zeros(bytes))
        .build();
  }

  /** A body of zeros that nobody has to keep in memory. */
  private static final class Zeros extends RequestBody {
    private static final int SLICE = 1 << 16;

    private final int bytes;

    Zeros(int bytes) {
      this.bytes = bytes;
    }

    @Override
    public MediaType contentType() {
      return MediaType.get("application/octet-stream");
    }

    @Override
    public long contentLength() {
      return bytes;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      byte[] slice = new byte[SLICE];
      for (int left = bytes; left > 0; left -= Math.min(left, SLICE)) {
        sink.write(slice, 0, Math.min(left, SLICE));
      }
    }
  }

  /**
   * A TLS socket is closed with a last word to the other side, for which it waits until whoever
   * writes has done so; and one watchdog closes those of all calls.
   */
  @Test
  void callsThatStandStillWhileTheyWriteAreAllGivenUp() throws Exception {
    Http http = new Http(dropbox.environment(), Duration.ofSeconds(1));
    dropbox.on(Endpoint.SESSION_START).stall(100_000);
    ExecutorService threads = Executors.newFixedThreadPool(3);
    try {
      List<Future<Exception>> ends = new ArrayList<>();
      for (int i = 0; i < 3; i++) {
        Callable<Exception> call =
            () ->
                assertThrows(
                    IOException.class, () -> http.call(request(MUCH), response -> response.code()));
        ends.add(threads.submit(call));
      }
      assertTimeoutPreemptively(
          Duration.ofSeconds(60),
          () -> {
            for (Future<Exception> each : ends) {
              each.get();
            }
          });
      dropbox.behave();
      int code = http.call(request(10), response -> response.code());
      assertEquals(200, code);
    } finally {
      threads.shutdownNow();
    }
  }
}
