package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.IOException;
import java.io.InputStream;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import okhttp3.ResponseBody;
import okio.BufferedSink;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Bandwidth;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dropbox's HTTP API, version 2: one call, made again while that may help. Every call that is made
 * here may be made twice; what comes of that where a reply was lost is the caller's to see.
 */
final class Api {
  private static final Logger LOG = LoggerFactory.getLogger(Api.class);
  private static final String RPC_HOST = "api.dropboxapi.com";
  private static final String CONTENT_HOST = "content.dropboxapi.com";
  private static final MediaType JSON = MediaType.get("application/json");
  private static final MediaType BYTES = MediaType.get("application/octet-stream");
  private static final int SLICE = 1 << 16;

  /** So few bytes as of a lock or a record do not wait behind those of large files. */
  private static final int FEW = 1 << 12;

  /** Characters of an answer that are worth telling. */
  private static final int MOST_WORDS = 200;

  private static final long LONGEST_WAIT_MILLIS = 30_000;

  /** What Dropbox says when commits get into each other's way; it always passes. */
  private static final int MOST_LOCKED_TRIES = 200;

  private static final int PARTIAL = 206;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORISED = 401;
  private static final int FORBIDDEN = 403;
  private static final int REFUSED = 409;
  private static final int TOO_MANY = 429;

  private final Http http;
  private final Credentials credentials;
  private final Limiter limiter;
  private final Bandwidth bandwidth;
  private final Patience patience;
  private volatile Optional<Duration> clockAhead = Optional.empty();
  private boolean atTeamsRoot;
  private Optional<String> pathRoot = Optional.empty();

  /**
   * @param patience with calls that break
   */
  Api(Http http, Credentials credentials, Limiter limiter, Bandwidth bandwidth, Patience patience) {
    this.http = http;
    this.credentials = credentials;
    this.limiter = limiter;
    this.bandwidth = bandwidth;
    this.patience = patience;
  }

  /**
   * From now on paths begin at the root of the team's namespace, and no longer at the user's own
   * folder. Which that is, is asked before the first call.
   */
  void beginPathsAtTheTeamsRoot() {
    atTeamsRoot = true;
  }

  private synchronized Optional<String> pathRoot() throws SyncException, Refused {
    if (atTeamsRoot && pathRoot.isEmpty()) {
      // This one question has no path.
      atTeamsRoot = false;
      try {
        JsonObject account = ask("users/get_current_account", null);
        JsonObject root = new JsonObject();
        root.addProperty(".tag", "root");
        root.add("root", account.getAsJsonObject("root_info").get("root_namespace_id"));
        pathRoot = Optional.of(headerSafe(root));
      } finally {
        atTeamsRoot = true;
      }
    }
    return pathRoot;
  }

  /** A call with JSON both ways. */
  JsonObject ask(String route, JsonObject arguments) throws SyncException, Refused {
    RequestBody body =
        RequestBody.create(
            arguments == null ? new byte[0] : arguments.toString().getBytes(StandardCharsets.UTF_8),
            arguments == null ? null : JSON);
    return made(route, RPC_HOST, Map.of(), body, response -> object(response.body().string()));
  }

  /**
   * A call that brings content.
   *
   * @param bytes of which so many are sent
   * @param from the first of them
   */
  JsonObject bring(String route, JsonObject arguments, byte[] bytes, int from, int length)
      throws SyncException, Refused {
    return made(
        route,
        CONTENT_HOST,
        Map.of("Dropbox-API-Arg", headerSafe(arguments)),
        new Content(bytes, from, length),
        response -> object(response.body().string()));
  }

  /** What is done with content that comes. */
  @FunctionalInterface
  interface Reader<T> {
    /**
     * Reads it.
     *
     * @param metadata of the file
     */
    T read(JsonObject metadata, InputStream in) throws IOException, SyncException;
  }

  /**
   * A call that gives content. What the reader throws as an IOException makes another call.
   *
   * @param range like {@code bytes=0-99}, where not all is wanted
   */
  <T> T get(String route, JsonObject arguments, Optional<String> range, Reader<T> reader)
      throws SyncException, Refused {
    Map<String, String> headers =
        range.isPresent()
            ? Map.of("Dropbox-API-Arg", headerSafe(arguments), "Range", range.get())
            : Map.of("Dropbox-API-Arg", headerSafe(arguments));
    return made(
        route,
        CONTENT_HOST,
        headers,
        RequestBody.create(new byte[0], null),
        response -> {
          if (range.isPresent()) {
            requireRange(response, range.get());
          }
          String metadata = response.header("Dropbox-API-Result", "{}");
          return reader.read(object(metadata), bandwidth.slowed(response.body().byteStream()));
        });
  }

  /** Two of some 42,000 answers had the bytes of another range than was asked for. */
  private static void requireRange(Response response, String asked) throws IOException {
    String came = response.header("Content-Range", "none");
    String wanted = asked.replace('=', ' ') + "/";
    if (response.code() != PARTIAL || !came.startsWith(wanted)) {
      throw new IOException(
          "asked for " + asked + ", and what came is " + came + " (" + response.code() + ")");
    }
  }

  private <T> T made(
      String route, String host, Map<String, String> headers, RequestBody body, Http.Use<T> use)
      throws SyncException, Refused {
    Tries tries = new Tries(route, host);
    Optional<String> root = pathRoot();
    while (true) {
      Token token = credentials.current();
      Request.Builder request =
          new Request.Builder()
              .url("https://" + host + "/2/" + route)
              .header("Authorization", "Bearer " + token.access())
              .post(body);
      headers.forEach(request::header);
      root.ifPresent(namespace -> request.header("Dropbox-API-Path-Root", namespace));
      Outcome<T> outcome = once(request.build(), use, tries);
      if (outcome.value() != null) {
        limiter.wentWell();
        return outcome.value();
      }
      if (outcome.expired()) {
        credentials.refused(token);
      }
      tries.pause();
    }
  }

  /** What came of one try: a value, or a reason to make another. */
  private record Outcome<T>(T value, boolean expired) {}

  private <T> Outcome<T> once(Request request, Http.Use<T> use, Tries tries)
      throws SyncException, Refused {
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    try {
      limiter.begin();
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
    if (LOG.isDebugEnabled()) {
      String arguments = request.header("Dropbox-API-Arg");
      String range = request.header("Range");
      LOG.debug(
          "{}{}{}",
          tries.what(),
          arguments == null ? "" : " " + arguments,
          range == null ? "" : " " + range);
    }
    try {
      return http.call(request, response -> judged(response, use, tries));
    } catch (IOException broken) {
      tries.broken(broken, http.way());
      return new Outcome<>(null, false);
    } finally {
      limiter.end();
    }
  }

  /** How far Dropbox's clock is ahead of ours, to the second; empty before its first answer. */
  Optional<Duration> clockAhead() {
    return clockAhead;
  }

  private <T> Outcome<T> judged(Response response, Http.Use<T> use, Tries tries)
      throws IOException, SyncException, Refused {
    Instant there = response.headers().getInstant("Date");
    if (there != null) {
      clockAhead = Optional.of(Duration.between(Instant.now(), there));
    }
    if (response.isSuccessful()) {
      return new Outcome<>(use.of(response), false);
    }
    ResponseBody body = response.body();
    switch (response.code()) {
      case REFUSED -> {
        Refused refused = new Refused(object(body.string()).get("error"));
        if (!refused.says("too_many_write_operations")) {
          throw refused;
        }
        tries.locked();
      }
      case TOO_MANY -> tooMany(response, tries);
      case UNAUTHORISED -> {
        tries.failed("Dropbox refuses the token: " + tagOf(body.string()));
        return new Outcome<>(null, true);
      }
      case BAD_REQUEST, FORBIDDEN ->
          throw new SyncException(
              response.code() == FORBIDDEN ? Kind.TOKEN : Kind.DATA,
              tries.what() + ": Dropbox refuses the call: " + shortened(body.string()));
      default ->
          tries.failed("Dropbox answers " + response.code() + " " + shortened(body.string()));
    }
    return new Outcome<>(null, false);
  }

  private void tooMany(Response response, Tries tries) throws IOException, SyncException {
    String text = response.body().string();
    if (text.contains("too_many_write_operations")) {
      tries.locked();
      return;
    }
    // Without a time it is ours to be careful.
    String asked = response.header("Retry-After", "");
    long seconds = asked.matches("\\d{1,6}") ? Long.parseLong(asked) : 1;
    limiter.park(Duration.ofSeconds(seconds));
    tries.parked();
  }

  private static String tagOf(String body) {
    try {
      return new Refused(object(body).get("error")).getMessage();
    } catch (IOException notJson) {
      return shortened(body);
    }
  }

  /** What a proxy or a server in trouble says may be a page of HTML. */
  private static String shortened(String text) {
    String line = text.replaceAll("<[^>]*>", " ").replaceAll("\\s+", " ").strip();
    return line.length() > MOST_WORDS ? line.substring(0, MOST_WORDS) + "..." : line;
  }

  private static JsonObject object(String text) throws IOException {
    try {
      JsonElement json = JsonParser.parseString(text.isEmpty() ? "null" : text);
      return json.isJsonObject() ? json.getAsJsonObject() : new JsonObject();
    } catch (JsonParseException malformed) {
      throw new IOException("what came is no JSON", malformed);
    }
  }

  /** JSON as it may stand in a header: all that is not plain ASCII is escaped. */
  private static String headerSafe(JsonObject json) {
    StringBuilder text = new StringBuilder();
    for (char each : json.toString().toCharArray()) {
      if (each >= 0x7f) {
        text.append("\\u");
        String hex = Integer.toHexString(each);
        text.append("0".repeat(4 - hex.length())).append(hex);
      } else {
        text.append(each);
      }
    }
    return text.toString();
  }

  /** How often one call has been tried, and how long to wait before it is again. */
  private final class Tries {
    private final String route;
    private final String host;
    private int failures;
    private int timesLocked;
    private long wait = patience.firstWait().toMillis();
    private boolean waits;

    Tries(String route, String host) {
      this.route = route;
      this.host = host;
    }

    String what() {
      return "https://" + host + "/2/" + route;
    }

    void parked() {
      waits = false;
    }

    void locked() throws SyncException {
      waits = true;
      if (++timesLocked > MOST_LOCKED_TRIES) {
        throw new SyncException(
            Kind.REMOTE, what() + ": Dropbox says too_many_write_operations all the time");
      }
    }

    void broken(IOException failure, String way) throws SyncException {
      String reason =
          failure instanceof UnknownHostException
              ? "unknown host"
              : SyncException.reasonOf(failure);
      failed(host + " cannot be reached" + way + ": " + reason, failure);
    }

    void failed(String reason) throws SyncException {
      failed(reason, null);
    }

    private void failed(String reason, IOException cause) throws SyncException {
      waits = true;
      Optional<SyncException> exhausted =
          Optional.ofNullable(cause).flatMap(SyncException::exhausted);
      if (exhausted.isPresent()) {
        throw exhausted.get();
      }
      if (++failures >= patience.tries()) {
        throw new SyncException(
            Kind.REMOTE, what() + ": " + reason + " (tried " + failures + " times)", cause);
      }
      LOG.info("{}: trying again: {}", what(), reason);
    }

    void pause() throws SyncException {
      if (!waits) {
        return;
      }
      try {
        TimeUnit.MILLISECONDS.sleep(wait / 2 + (long) (Math.random() * wait / 2));
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        throw SyncException.interrupted(asked);
      }
      wait = Math.min(2 * wait, LONGEST_WAIT_MILLIS);
    }
  }

  /** Bytes on their way out, no faster than they may go. */
  private final class Content extends RequestBody {
    private final byte[] bytes;
    private final int first;
    private final int length;

    Content(byte[] bytes, int first, int length) {
      this.bytes = bytes;
      this.first = first;
      this.length = length;
    }

    @Override
    public MediaType contentType() {
      return BYTES;
    }

    @Override
    public long contentLength() {
      return length;
    }

    @Override
    public void writeTo(BufferedSink sink) throws IOException {
      for (int from = 0; from < length; from += SLICE) {
        int now = Math.min(SLICE, length - from);
        if (length <= FEW) {
          bandwidth.count(now, true);
        } else {
          bandwidth.pass(now, true);
        }
        sink.write(bytes, first + from, now);
      }
    }
  }
}
