package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Access;
import org.quakecore.cssync.remote.Engine;
import org.quakecore.cssync.remote.FairRemote;
import org.quakecore.cssync.remote.Limits;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.remote.rclone.Configuration;
import org.quakecore.cssync.remote.rclone.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remotes of which those that are simply Dropbox are spoken to directly, the others by rclone. */
public final class DirectRemotes implements Remotes {
  /** Small questions may be asked while all connections move pieces of files. */
  private static final int BESIDE = 2;

  private final Remotes others;
  private final Configuration configuration;
  private final Map<String, String> environment;

  /**
   * @param others for whatever is not simply Dropbox
   * @param environment that rclone has, too
   */
  public DirectRemotes(
      Remotes others, Configuration configuration, Map<String, String> environment) {
    this.others = others;
    this.configuration = configuration;
    this.environment = Map.copyOf(environment);
  }

  @Override
  public Remote at(String root, Access access) throws SyncException {
    if (access.limits().engine() == Engine.RCLONE || !Location.isNamed(root)) {
      return others.at(root, access);
    }
    Patience patience = Patience.of(environment);
    // It takes as long as rclone takes to start.
    Meanwhile<Http> http = Meanwhile.ask(() -> new Http(environment, patience.stallLimit()));
    Optional<Location> location = Location.of(root, configuration, environment);
    if (location.isEmpty()) {
      return others.at(root, access);
    }
    Settings.warn(environment);
    access.tell().accept(root + " is Dropbox, spoken to directly");
    Api api = api(location.get(), access, http.answer(), patience);
    int connections = connections(access.limits());
    return new FairRemote(
        new Dropbox(
            root,
            location.get(),
            api,
            new Blocks(connections),
            new SmallFiles(cache().resolve("files"))));
  }

  private static int connections(Limits limits) {
    return limits.connections().orElse(Limits.CONNECTIONS);
  }

  private Api api(Location location, Access access, Http http, Patience patience) {
    // Not before: what is logged is chosen when the command line is read.
    Logger log = LoggerFactory.getLogger(DirectRemotes.class);
    Credentials credentials =
        new Credentials(
            new Keeper(location), cache().resolve("token.lock"), location.remote() + ":");
    Limiter limiter =
        new Limiter(
            access.limits().callsPerSecond(),
            connections(access.limits()) + BESIDE,
            log::warn,
            until -> access.waits().accept("Dropbox", until),
            InstantSource.system());
    return new Api(http, credentials, limiter, access.limits().bandwidth(), patience);
  }

  /** Where it may be kept what saves time; by the XDG base directory specification. */
  private Path cache() {
    String named = environment.getOrDefault("XDG_CACHE_HOME", "");
    Path all =
        named.startsWith("/")
            ? Path.of(named)
            : Path.of(environment.getOrDefault("HOME", "/nonexistent"), ".cache");
    return all.resolve("cs-dropbox-sync");
  }

  @Override
  public Set<String> names() throws SyncException {
    return others.names();
  }

  /** The token in rclone's configuration. */
  private final class Keeper implements Credentials.Keeper {
    private final String remote;

    /** What was read with all else, for the first question. */
    private Optional<String> readBefore;

    Keeper(Location location) {
      this.remote = location.remote();
      this.readBefore = Optional.of(location.token());
    }

    @Override
    public Token read() throws SyncException {
      String kept =
          readBefore.isPresent()
              ? readBefore.get()
              : configuration
                  .of(remote)
                  .map(options -> options.getOrDefault("token", ""))
                  .orElse("");
      readBefore = Optional.empty();
      try {
        JsonObject token = JsonParser.parseString(kept).getAsJsonObject();
        Instant expiry =
            token.has("expiry")
                ? OffsetDateTime.parse(token.get("expiry").getAsString()).toInstant()
                : Instant.MAX;
        return new Token(
            token.get("access_token").getAsString(),
            // What never ends is noted as the year 1.
            expiry.isBefore(Instant.EPOCH) ? Instant.MAX : expiry);
      } catch (JsonParseException
          | IllegalStateException
          | DateTimeParseException
          | NullPointerException noToken) {
        throw new SyncException(
            Kind.TOKEN,
            "rclone's configuration has no token for "
                + remote
                + ": that can be read; run: rclone config reconnect "
                + remote
                + ":");
      }
    }

    @Override
    public void renew() throws SyncException {
      configuration.renew(remote);
    }
  }
}
