package org.quakecore.cssync.remote.rclone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is said to a server of the remote control, and what it may do. */
@Timeout(60)
class RemoteControlTest {
  private final AtomicReference<String> body = new AtomicReference<>();
  private final AtomicReference<String> headers = new AtomicReference<>();
  private final AtomicInteger calls = new AtomicInteger();
  private HttpServer server;

  @BeforeEach
  void startOne() throws IOException {
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.start();
  }

  @AfterEach
  void stopIt() {
    server.stop(0);
  }

  private RemoteControl control(HttpHandler handler) {
    server.createContext(
        "/",
        exchange -> {
          calls.incrementAndGet();
          body.set(new String(exchange.getRequestBody().readAllBytes(), UTF_8));
          headers.set(
              exchange.getRequestURI()
                  + " "
                  + exchange.getRequestHeaders().getFirst("Authorization")
                  + " "
                  + exchange.getRequestHeaders().getFirst("Content-Type"));
          handler.handle(exchange);
        });
    return control(server.getAddress().getPort());
  }

  private static RemoteControl control(int port) {
    return new RemoteControl("http://127.0.0.1:" + port + "/", "me", "secret", 500);
  }

  private RemoteControl answering(int status, String text) {
    return control(
        exchange -> {
          exchange.sendResponseHeaders(status, text.isEmpty() ? -1 : text.getBytes(UTF_8).length);
          try (OutputStream out = exchange.getResponseBody()) {
            out.write(text.getBytes(UTF_8));
          }
        });
  }

  private static RemoteControl.Reply post(RemoteControl control) throws IOException {
    return control.post("a/b?c=d", "text/plain", "one ".getBytes(UTF_8), "two".getBytes(UTF_8));
  }

  @Test
  void whatIsPostedArrivesWholeAndSoDoesTheReply() throws Exception {
    RemoteControl.Reply reply = post(answering(200, "M\u0101ori"));
    assertEquals(new RemoteControl.Reply(200, "M\u0101ori"), reply);
    assertEquals("one two", body.get());
    String credentials = Base64.getEncoder().encodeToString("me:secret".getBytes(UTF_8));
    assertEquals("/a/b?c=d Basic " + credentials + " text/plain", headers.get());
  }

  @Test
  void anErrorHasItsTextToo() throws Exception {
    assertEquals(new RemoteControl.Reply(404, "gone"), post(answering(404, "gone")));
  }

  @Test
  void anErrorMayHaveNoText() throws Exception {
    assertEquals(new RemoteControl.Reply(500, ""), post(answering(500, "")));
  }

  @Test
  void aReplyThatBreaksOffIsNone() {
    RemoteControl control =
        control(
            exchange -> {
              exchange.sendResponseHeaders(200, 1000);
              exchange.getResponseBody().write(new byte[10]);
              exchange.close();
            });
    assertThrows(IOException.class, () -> post(control));
  }

  @Test
  void silenceIsNoReplyAndNothingIsPostedTwice() {
    RemoteControl control =
        control(
            exchange -> {
              try {
                Thread.sleep(2_000);
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
              exchange.close();
            });
    long start = System.nanoTime();
    assertThrows(IOException.class, () -> post(control));
    assertTrue(System.nanoTime() - start < 1_900_000_000L);
    assertEquals(1, calls.get());
  }

  @Test
  void aServerThatHangsUpIsNotPostedToAgain() throws Exception {
    Thread hangingUp;
    try (ServerSocket listening = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
      hangingUp =
          new Thread(
              () -> {
                while (true) {
                  try (Socket socket = listening.accept()) {
                    calls.incrementAndGet();
                    InputStream in = socket.getInputStream();
                    in.read(new byte[1000]);
                  } catch (IOException closed) {
                    return;
                  }
                }
              });
      hangingUp.start();
      assertThrows(IOException.class, () -> post(control(listening.getLocalPort())));
      Thread.sleep(200);
      assertEquals(1, calls.get());
    }
    hangingUp.join();
  }

  @Test
  void nobodyThereIsNoReply() throws Exception {
    int free;
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      free = socket.getLocalPort();
    }
    assertThrows(IOException.class, () -> post(control(free)));
  }
}
