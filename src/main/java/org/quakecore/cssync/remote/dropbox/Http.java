package org.quakecore.cssync.remote.dropbox;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.SocketException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import okhttp3.Call;
import okhttp3.Connection;
import okhttp3.Credentials;
import okhttp3.EventListener;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * HTTPS as the environment has it for rclone too: HTTPS_PROXY and NO_PROXY, and a certificate to
 * trust besides Java's own, RCLONE_CA_CERT.
 *
 * <p>Each call at a time has a connection of its own, for over HTTP/2 all would share one, and its
 * speed. A thread that is interrupted is taken out of its call, which by itself Java's sockets do
 * not do.
 */
final class Http {
  private static final long LOOK_MILLIS = 100;

  private final OkHttpClient client;
  private final String way;

  /** The calls under way, and whose they are. */
  private final Map<Call, Thread> calls = new ConcurrentHashMap<>();

  private boolean overseen;

  /**
   * @param stallLimit how long nothing may move before a call is given up
   */
  Http(Map<String, String> environment, Duration stallLimit) throws SyncException {
    OkHttpClient.Builder builder =
        new OkHttpClient.Builder()
            .protocols(List.of(Protocol.HTTP_1_1))
            .connectTimeout(Duration.ofSeconds(30))
            .readTimeout(stallLimit)
            .writeTimeout(stallLimit)
            .eventListener(new Closing())
            // Whoever calls knows what may be done twice.
            .retryOnConnectionFailure(false)
            .followRedirects(false);
    Optional<URI> proxy = proxy(environment);
    proxy.ifPresent(uri -> lead(builder, uri));
    this.way = proxy.map(uri -> " through the proxy " + uri.getAuthority()).orElse("");
    String trusted = environment.getOrDefault("RCLONE_CA_CERT", "");
    if (!trusted.isBlank()) {
      trust(builder, Path.of(trusted));
    }
    this.client = builder.build();
  }

  /**
   * Lets a connection be given up on which a call stands still. To close a TLS socket is to send a
   * last word, for which Java waits until whoever writes has done so, for ever if need be, unless
   * the socket has a time to linger; and one watchdog closes those of all calls.
   */
  private static final class Closing extends EventListener {
    private static final int LINGER_SECONDS = 1;

    @Override
    public void connectionAcquired(Call call, Connection connection) {
      try {
        connection.socket().setSoLinger(true, LINGER_SECONDS);
      } catch (SocketException closedAlready) {
        // The call itself meets that as well.
        return;
      }
    }
  }

  /** How a host is reached, to be said behind its name. */
  String way() {
    return way.replaceAll("//[^@/]*@|[^ @]*@", "");
  }

  /** What is done with an answer. */
  @FunctionalInterface
  interface Use<T> {
    T of(Response response) throws IOException, SyncException, Refused;
  }

  /**
   * Makes a call, on the calling thread.
   *
   * @throws IOException when the line breaks, or nothing moves for too long
   * @throws SyncException INTERRUPTED, or what the use throws
   */
  <T> T call(Request request, Use<T> use) throws IOException, SyncException, Refused {
    Call call = client.newCall(request);
    Thread me = Thread.currentThread();
    oversee();
    calls.put(call, me);
    try (Response response = call.execute()) {
      return use.of(response);
    } catch (IOException failure) {
      if (me.isInterrupted()) {
        throw SyncException.interrupted(failure);
      }
      throw failure;
    } finally {
      calls.remove(call);
    }
  }

  private synchronized void oversee() {
    if (overseen) {
      return;
    }
    Thread overseer =
        new Thread(
            () -> {
              while (true) {
                calls.forEach(
                    (call, thread) -> {
                      if (thread.isInterrupted()) {
                        call.cancel();
                      }
                    });
                try {
                  Thread.sleep(LOOK_MILLIS);
                } catch (InterruptedException nobodyKnowsThisThread) {
                  return;
                }
              }
            },
            "overseer-of-calls");
    overseer.setDaemon(true);
    overseer.start();
    overseen = true;
  }

  /** The proxy for Dropbox's hosts, as Go's programs take it from the environment. */
  private static Optional<URI> proxy(Map<String, String> environment) throws SyncException {
    String none = first(environment, "NO_PROXY", "no_proxy");
    if (Arrays.stream(none.split(",")).map(String::strip).anyMatch(Http::isDropbox)) {
      return Optional.empty();
    }
    String named = first(environment, "RCLONE_HTTP_PROXY", "HTTPS_PROXY", "https_proxy");
    if (named.isBlank()) {
      return Optional.empty();
    }
    try {
      URI proxy = URI.create(named.contains("://") ? named : "http://" + named);
      if (proxy.getHost() != null && Set.of("http", "socks5").contains(proxy.getScheme())) {
        return Optional.of(proxy);
      }
    } catch (IllegalArgumentException malformed) {
      // It may hold a password.
    }
    throw new SyncException(
        Kind.REMOTE,
        "the proxy that HTTPS_PROXY names is not understood: it has to be like"
            + " http://proxy.example.org:3128 or socks5://...; or use --engine rclone");
  }

  private static boolean isDropbox(String exception) {
    String host = exception.toLowerCase(Locale.ROOT).replaceFirst("^\\*?\\.", "");
    return !host.isEmpty()
        && (host.equals("*")
            || "api.dropboxapi.com".equals(host)
            || "api.dropboxapi.com".endsWith("." + host));
  }

  private static String first(Map<String, String> environment, String... names) {
    return Arrays.stream(names)
        .map(name -> environment.getOrDefault(name, ""))
        .filter(value -> !value.isBlank())
        .findFirst()
        .orElse("");
  }

  private static void lead(OkHttpClient.Builder builder, URI proxy) {
    boolean socks = proxy.getScheme().equals("socks5");
    int port = proxy.getPort() >= 0 ? proxy.getPort() : socks ? 1080 : 80;
    InetSocketAddress address = InetSocketAddress.createUnresolved(proxy.getHost(), port);
    builder.proxy(
        new Proxy(
            socks ? Proxy.Type.SOCKS : Proxy.Type.HTTP,
            socks ? address : new InetSocketAddress(proxy.getHost(), port)));
    String user = proxy.getUserInfo();
    if (user != null) {
      int colon = user.indexOf(':');
      String credentials =
          Credentials.basic(
              colon < 0 ? user : user.substring(0, colon),
              colon < 0 ? "" : user.substring(colon + 1));
      builder.proxyAuthenticator(
          (route, response) ->
              response.request().header("Proxy-Authorization") != null
                      && !response.message().equals("Preemptive Authenticate")
                  ? null
                  : response
                      .request()
                      .newBuilder()
                      .header("Proxy-Authorization", credentials)
                      .build());
    }
  }

  private static void trust(OkHttpClient.Builder builder, Path file) throws SyncException {
    try (InputStream in = Files.newInputStream(file)) {
      KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
      store.load(null, null);
      int count = 0;
      for (X509Certificate known : trustOf(null).getAcceptedIssuers()) {
        store.setCertificateEntry("java-" + count++, known);
      }
      for (Certificate own : CertificateFactory.getInstance("X.509").generateCertificates(in)) {
        store.setCertificateEntry("own-" + count++, own);
      }
      X509TrustManager both = trustOf(store);
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(null, new X509TrustManager[] {both}, null);
      builder.sslSocketFactory(context.getSocketFactory(), both);
    } catch (IOException e) {
      throw SyncException.of(e, file, Kind.BAD_INPUT);
    } catch (GeneralSecurityException e) {
      throw new SyncException(
          Kind.BAD_INPUT, file + ": no certificate that Java can read: " + e.getMessage(), e);
    }
  }

  private static X509TrustManager trustOf(KeyStore store) throws GeneralSecurityException {
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return Arrays.stream(factory.getTrustManagers())
        .filter(X509TrustManager.class::isInstance)
        .map(X509TrustManager.class::cast)
        .findFirst()
        .orElseThrow();
  }
}
