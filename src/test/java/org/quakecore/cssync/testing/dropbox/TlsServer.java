package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.security.KeyStore;
import java.util.Map;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.io.RateControl;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.ssl.SslContextFactory;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The web server: HTTPS on loopback, HTTP/2 where the client offers it and it is wanted. */
final class TlsServer {
  /** Serves a request; whatever it throws breaks the connection of that request. */
  interface Service {
    void serve(Exchange exchange) throws IOException;
  }

  /** Breaks the connection that comes from a port. */
  interface Breaker {
    void cut(int port);
  }

  private static final int MOST_THREADS = 250;
  private static final int HEADER_BYTES = 32 << 10;
  private static final int WINDOW_BYTES = 16 << 20;
  private static final int STREAM_WINDOW_BYTES = 1 << 20;
  private static final long IDLE_MILLIS = 3_600_000;

  private final Server server;
  private final ServerConnector connector;

  private TlsServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  static TlsServer start(Identity identity, boolean http2, Service service, Breaker breaker)
      throws IOException {
    QueuedThreadPool threads = new QueuedThreadPool(MOST_THREADS);
    threads.setDaemon(true);
    threads.setName("fake-dropbox");
    Server server = new Server(threads);
    server.setStopTimeout(0);
    ServerConnector connector = new ServerConnector(server, protocols(identity.keys(), http2));
    connector.setHost("127.0.0.1");
    connector.setIdleTimeout(IDLE_MILLIS);
    server.addConnector(connector);
    server.setHandler(new ServiceHandler(service, breaker));
    try {
      server.start();
    } catch (Exception e) {
      throw new IOException("the fake Dropbox cannot start", e);
    }
    return new TlsServer(server, connector);
  }

  private static ConnectionFactory[] protocols(KeyStore keys, boolean http2) {
    HttpConfiguration config = new HttpConfiguration();
    config.setRequestHeaderSize(HEADER_BYTES);
    config.setResponseHeaderSize(HEADER_BYTES);
    config.setSendServerVersion(false);
    config.addCustomizer(new SecureRequestCustomizer(false));
    HttpConnectionFactory http1 = new HttpConnectionFactory(config);
    SslContextFactory.Server ssl = new SslContextFactory.Server();
    ssl.setKeyStore(keys);
    ssl.setKeyStorePassword(Identity.PASSWORD);
    if (!http2) {
      return new ConnectionFactory[] {new SslConnectionFactory(ssl, http1.getProtocol()), http1};
    }
    HTTP2ServerConnectionFactory h2 = new HTTP2ServerConnectionFactory(config);
    // One call that stands still must not take the whole connection's window.
    h2.setInitialSessionRecvWindow(WINDOW_BYTES);
    h2.setInitialStreamRecvWindow(STREAM_WINDOW_BYTES);
    h2.setStreamIdleTimeout(IDLE_MILLIS);
    h2.setRateControlFactory(new RateControl.Factory() {});
    ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
    alpn.setDefaultProtocol(http1.getProtocol());
    SslConnectionFactory tls = new SslConnectionFactory(ssl, alpn.getProtocol());
    return new ConnectionFactory[] {tls, alpn, h2, http1};
  }

  int port() {
    return connector.getLocalPort();
  }

  void stop() throws IOException {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IOException("the fake Dropbox cannot stop", e);
    }
  }

  private static final class ServiceHandler extends Handler.Abstract {
    private final Service service;
    private final Breaker breaker;

    ServiceHandler(Service service, Breaker breaker) {
      this.service = service;
      this.breaker = breaker;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
      JettyExchange exchange = new JettyExchange(request, response);
      try {
        service.serve(exchange);
        callback.succeeded();
      } catch (IOException | RuntimeException e) {
        breaker.cut(exchange.port());
        callback.failed(e);
      }
      return true;
    }
  }

  private record JettyExchange(Request request, Response response) implements Exchange {
    @Override
    public String method() {
      return request.getMethod();
    }

    @Override
    public String path() {
      return request.getHttpURI().getPath();
    }

    @Override
    public String header(String name) {
      String value = request.getHeaders().get(name);
      if (value == null) {
        return null;
      }
      // rclone sends accents in the arguments' header as they are, in UTF-8.
      boolean raw = value.chars().anyMatch(each -> each >= 0x80 && each <= 0xff);
      byte[] bytes = value.getBytes(StandardCharsets.ISO_8859_1);
      return raw ? new String(bytes, StandardCharsets.UTF_8) : value;
    }

    @Override
    public InputStream body() {
      return Content.Source.asInputStream(request);
    }

    @Override
    public OutputStream answer(int status, Map<String, String> headers, long length) {
      response.setStatus(status);
      headers.forEach(response.getHeaders()::put);
      response.getHeaders().put("Content-Length", length);
      return Content.Sink.asOutputStream(response);
    }

    @Override
    public int port() {
      return Request.getRemotePort(request);
    }
  }
}
