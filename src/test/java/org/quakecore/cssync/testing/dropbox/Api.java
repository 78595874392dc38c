package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.function.LongConsumer;
import org.quakecore.cssync.testing.dropbox.Effect.Answer;

/** Dropbox's HTTP API: finds what a request asks for, lets it go wrong, and words the answer. */
final class Api {
  private static final int OK = 200;
  private static final int BAD_REQUEST = 400;
  private static final int UNAUTHORISED = 401;
  private static final int NOT_FOUND = 404;
  private static final int REFUSED = 409;

  private final FileCalls files;
  private final UploadCalls uploads;
  private final Downloads downloads;
  private final Troubles troubles;
  private final Counters counters;
  private final Duration latency;
  private final Tokens tokens;
  private final Watchman watchman;
  private final boolean team;
  private final CountDownLatch closing;

  Api(
      FileCalls files,
      UploadCalls uploads,
      Downloads downloads,
      Troubles troubles,
      Counters counters,
      Options options,
      Tokens tokens,
      CountDownLatch closing) {
    this.files = files;
    this.uploads = uploads;
    this.downloads = downloads;
    this.troubles = troubles;
    this.counters = counters;
    this.latency = options.line().latency();
    this.tokens = tokens;
    this.watchman = new Watchman(options.strictness(), counters);
    this.team = options.strictness().team();
    this.closing = closing;
  }

  /**
   * Serves one request.
   *
   * @throws CutException when its connection is to break
   */
  void serve(Exchange exchange) throws IOException {
    pause(latency);
    Optional<Endpoint> endpoint = Endpoint.at(exchange.path());
    if (endpoint.isEmpty() || !exchange.method().equals("POST")) {
      answer(exchange, otherwise(exchange));
      return;
    }
    counters.called(endpoint.get(), exchange.port());
    Optional<Answer> refusal =
        watchman
            .banned()
            .or(
                () ->
                    tokens
                        .refusal(exchange.header("Authorization"))
                        .map(tag -> Answer.tagged(UNAUTHORISED, OptionalInt.empty(), tag)));
    if (refusal.isPresent()) {
      drain(exchange.body());
      answer(exchange, refusal.get());
      return;
    }
    try {
      Call call = Call.read(endpoint.get(), exchange);
      Optional<Answer> overlap =
          watchman.serve(
              endpoint.get(),
              () -> serve(team && Team.beginsAtHome(exchange) ? call.below() : call));
      if (overlap.isPresent()) {
        drain(exchange.body());
        answer(exchange, overlap.get());
      }
    } catch (BadCallException e) {
      String text = "Error in call to API function \"" + endpoint.get().route + "\": ";
      answer(exchange, Answer.of(BAD_REQUEST, text + e.getMessage()));
    }
  }

  private Answer otherwise(Exchange exchange) throws IOException {
    if (exchange.path().endsWith("/oauth2/token")) {
      String form = new String(exchange.body().readAllBytes(), StandardCharsets.UTF_8);
      Optional<JsonObject> renewed = tokens.renewed(form);
      if (renewed.isPresent()) {
        return new Answer(OK, OptionalInt.empty(), "application/json", renewed.get().toString());
      }
      // There is nothing to refresh a token with: it never expires, or another is meant.
      return new Answer(
          BAD_REQUEST, OptionalInt.empty(), "application/json", "{\"error\": \"invalid_grant\"}");
    }
    return Answer.of(NOT_FOUND, "Unknown API function: " + exchange.path());
  }

  private void serve(Call call) throws IOException {
    List<Effect> effects = troubles.of(call);
    Gate gate = new Gate(effects, closing, counterOf(call.endpoint()), counters::stopped);
    for (Effect effect : effects) {
      pause(effect.as(Effect.Delay.class).map(Effect.Delay::time).orElse(Duration.ZERO));
      Optional<Answer> answer = effect.as(Answer.class);
      if (answer.isPresent()) {
        drain(call.body());
        answer(call.exchange(), answer.get());
        return;
      }
    }
    try {
      gate.allow(1);
      refuse(effects, call);
      if (call.endpoint().style == Endpoint.Style.DOWNLOAD) {
        downloads.serve(call, gate, effects);
      } else {
        serveOther(call, gate, effects);
      }
    } catch (Refusal refusal) {
      drain(call.body());
      answer(call.exchange(), refusal);
    }
  }

  private static void refuse(List<Effect> effects, Call call) throws Refusal, IOException {
    for (Effect effect : effects) {
      if (effect instanceof Effect.Refuse refuse) {
        drain(call.body());
        throw new Refusal(refuse.tag());
      }
    }
  }

  private void serveOther(Call call, Gate gate, List<Effect> effects) throws Refusal, IOException {
    JsonElement result = result(call, gate);
    if (team && Team.beginsAtHome(call.exchange())) {
      result = Team.seen(result);
    }
    if (effects.stream().anyMatch(Effect.LoseReply.class::isInstance)) {
      throw new CutException();
    }
    byte[] body = result.toString().getBytes(StandardCharsets.UTF_8);
    // What is said of content holds for the answer where a call has no content.
    boolean gated = call.endpoint().style == Endpoint.Style.RPC;
    send(call.exchange(), OK, json(), body, gated ? gate : openGate());
  }

  private LongConsumer counterOf(Endpoint endpoint) {
    return switch (endpoint.style) {
      case UPLOAD -> counters::uploaded;
      case DOWNLOAD -> counters::downloaded;
      case RPC -> bytes -> {};
    };
  }

  private Gate openGate() {
    return new Gate(List.of(), closing, bytes -> {}, () -> {});
  }

  private JsonElement result(Call call, Gate gate) throws Refusal, IOException {
    return switch (call.endpoint()) {
      case SESSION_START, SESSION_FINISH -> uploads.serve(call.withBody(gate.in(call.body())));
      case UPLOAD, SESSION_APPEND, SESSION_APPEND_BATCH -> {
        counters.uploadBegins();
        try {
          yield uploads.serve(call.withBody(gate.in(call.body())));
        } finally {
          counters.uploadEnds();
        }
      }
      case SESSION_START_BATCH,
          SESSION_FINISH_BATCH,
          SESSION_FINISH_BATCH_V2,
          SESSION_FINISH_BATCH_CHECK ->
          uploads.serve(call);
      default -> files.serve(call);
    };
  }

  private void answer(Exchange exchange, Refusal refusal) throws IOException {
    JsonObject json = new JsonObject();
    // As many dots as Dropbox happens to put there: nobody may rely on them.
    int dots = counters.calls() % 4;
    json.addProperty("error_summary", refusal.getMessage() + "/" + ".".repeat(dots));
    json.add("error", refusal.error());
    answer(exchange, new Answer(REFUSED, OptionalInt.empty(), "application/json", json.toString()));
  }

  private void answer(Exchange exchange, Answer answer) throws IOException {
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Content-Type", answer.contentType());
    answer.retryAfter().ifPresent(time -> headers.put("Retry-After", String.valueOf(time)));
    byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
    send(exchange, answer.status(), headers, body, openGate());
  }

  private static void send(
      Exchange exchange, int status, Map<String, String> headers, byte[] body, Gate gate)
      throws IOException {
    gate.out(exchange.answer(status, headers, body.length)).write(body);
  }

  private static Map<String, String> json() {
    return Map.of("Content-Type", "application/json");
  }

  /** Takes what a refused call still brings, so that the client hears the answer. */
  private static void drain(InputStream body) throws IOException {
    byte[] buffer = new byte[64 << 10];
    while (body.read(buffer) >= 0) {
      // not wanted
    }
  }

  private static void pause(Duration time) throws IOException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new InterruptedIOException("closing");
    }
  }
}
