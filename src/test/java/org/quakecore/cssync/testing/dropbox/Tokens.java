package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/** The tokens that are good: one for ever, or each for a while, renewed by who has the right to. */
final class Tokens {
  static final String FIRST = "sl.fake-access-token";
  static final String REFRESH = "fake-refresh-token";

  private final Optional<Duration> life;
  private final Map<String, Instant> good = new ConcurrentHashMap<>();
  private final AtomicInteger count = new AtomicInteger();

  Tokens(Optional<Duration> life) {
    this.life = life;
    good.put(FIRST, life.map(Instant.now()::plus).orElse(Instant.MAX));
  }

  /** The tag of why an Authorization header is refused; empty where it is not. */
  Optional<String> refusal(String authorization) {
    String token = authorization == null ? "" : authorization.replaceFirst("^Bearer ", "");
    Instant end = good.get(token);
    if (end == null) {
      return Optional.of("invalid_access_token");
    }
    return Instant.now().isBefore(end) ? Optional.empty() : Optional.of("expired_access_token");
  }

  /** A new one, for who sends a form with the refresh token; empty for others. */
  Optional<JsonObject> renewed(String form) {
    if (life.isEmpty() || !form.contains("refresh_token=" + REFRESH)) {
      return Optional.empty();
    }
    String token = "sl.renewed-" + count.incrementAndGet();
    good.put(token, Instant.now().plus(life.get()));
    JsonObject json = new JsonObject();
    json.addProperty("access_token", token);
    json.addProperty("token_type", "bearer");
    json.addProperty("expires_in", life.get().toSeconds());
    return Optional.of(json);
  }

  int renewals() {
    return count.get();
  }

  /** As rclone notes it. */
  String noted() {
    Instant end = good.get(FIRST);
    return "{\"access_token\":\""
        + FIRST
        + "\",\"token_type\":\"bearer\","
        + (life.isPresent() ? "\"refresh_token\":\"" + REFRESH + "\"," : "")
        + "\"expiry\":\""
        + (life.isPresent() ? end : "2999-01-01T00:00:00Z")
        + "\"}";
  }
}
