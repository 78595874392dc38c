package org.quakecore.cssync.testing.dropbox;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The only way to the stand-in: an HTTP proxy that leads Dropbox's names to it, and no other name
 * anywhere. Being the wire, it is also what makes the line slow and what cuts connections.
 */
final class ConnectProxy implements Closeable {
  static final Set<String> HOSTS =
      Set.of("api.dropboxapi.com", "content.dropboxapi.com", "notify.dropboxapi.com");
  private static final int BUFFER = 64 << 10;
  private static final int SOCKET_BUFFER = 256 << 10;
  private static final int LONGEST_HEAD = 16 << 10;
  private static final int BACKLOG = 200;

  private record Pair(Socket client, Socket server) {}

  private final int target;
  private final Line line;
  private final Counters counters;
  private final Throttle up;
  private final Throttle down;
  private final ServerSocket listener = new ServerSocket();
  private final ExecutorService threads = Executors.newCachedThreadPool(ConnectProxy::daemon);
  private final Map<Integer, Pair> pairs = new ConcurrentHashMap<>();
  private final Set<Socket> open = ConcurrentHashMap.newKeySet();

  /** Starts a proxy that leads to a port of this machine. */
  ConnectProxy(int target, Line line, Counters counters) throws IOException {
    this.target = target;
    this.line = line;
    this.counters = counters;
    this.up = new Throttle(line.total().up());
    this.down = new Throttle(line.total().down());
    // A large buffer would take the start of a transfer at once, whatever the line's rate.
    listener.setReceiveBufferSize(SOCKET_BUFFER);
    listener.bind(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), 0), BACKLOG);
    threads.execute(this::listen);
  }

  private static Thread daemon(Runnable work) {
    Thread thread = new Thread(work, "fake-dropbox-proxy");
    thread.setDaemon(true);
    return thread;
  }

  String url() {
    return "http://127.0.0.1:" + listener.getLocalPort();
  }

  /** Cuts the connection that reaches the stand-in from this port, as a broken line would. */
  void cut(int port) {
    Pair pair = pairs.remove(port);
    if (pair != null) {
      reset(pair.client());
      reset(pair.server());
    }
  }

  private void listen() {
    while (!listener.isClosed()) {
      try {
        Socket client = listener.accept();
        open.add(client);
        threads.execute(() -> serve(client));
      } catch (IOException e) {
        if (!listener.isClosed()) {
          throw new java.io.UncheckedIOException(e);
        }
      }
    }
  }

  private void serve(Socket client) {
    try {
      client.setTcpNoDelay(true);
      String host = requestedHost(client.getInputStream());
      if (!HOSTS.contains(host)) {
        counters.refused(host);
        say(client, "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        close(client);
        return;
      }
      Thread.sleep(line.latency().toMillis());
      lead(client);
    } catch (IOException | InterruptedException e) {
      close(client); // the other end went away, or this one is closing
    }
  }

  private void lead(Socket client) throws IOException {
    Socket server = new Socket();
    open.add(server);
    server.setTcpNoDelay(true);
    server.setReceiveBufferSize(SOCKET_BUFFER);
    server.connect(new java.net.InetSocketAddress(InetAddress.getLoopbackAddress(), target));
    pairs.put(server.getLocalPort(), new Pair(client, server));
    say(client, "HTTP/1.1 200 Connection established\r\n\r\n");
    threads.execute(() -> pump(client, server, new Pace(new Throttle(line.connection().up()), up)));
    threads.execute(
        () -> pump(server, client, new Pace(new Throttle(line.connection().down()), down)));
  }

  private void pump(Socket from, Socket to, Pace pace) {
    byte[] buffer = new byte[BUFFER];
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      while (true) {
        boolean idle = in.available() == 0;
        int read = in.read(buffer);
        if (read < 0) {
          break;
        }
        pace.pass(read, idle);
        out.write(buffer, 0, read);
      }
    } catch (IOException | InterruptedException e) {
      // one end is gone, so the other has to go as well
    }
    // Neither HTTP version leaves half a connection open.
    pairs.values().removeIf(pair -> pair.client() == from || pair.server() == from);
    close(from);
    close(to);
  }

  /** The host of a CONNECT to port 443, or the first line of whatever else was asked. */
  private static String requestedHost(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.indexOf("\r\n\r\n") < 0) {
      int next = in.read();
      if (next < 0 || head.length() > LONGEST_HEAD) {
        throw new IOException("no request came");
      }
      head.append((char) next);
    }
    String first = head.substring(0, head.indexOf("\r\n"));
    boolean connect = first.startsWith("CONNECT ") && first.contains(":443 ");
    return connect ? first.substring("CONNECT ".length(), first.indexOf(":443 ")) : first;
  }

  private static void say(Socket client, String answer) throws IOException {
    client.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
  }

  private void reset(Socket socket) {
    try {
      socket.setSoLinger(true, 0);
    } catch (IOException e) {
      // closed already
    }
    close(socket);
  }

  private void close(Socket socket) {
    open.remove(socket);
    try {
      socket.close();
    } catch (IOException e) {
      // nobody is left to tell
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    open.forEach(this::close);
    threads.shutdownNow();
  }
}
