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
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Remotes;
import org.quakecore.cssync.remote.rclone.Configuration;
import org.quakecore.cssync.remote.rclone.Settings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Remotes of which those that are simply Dropbox are spoken to directly, the others by rclone. */
public final class DirectRemotes implements Remotes {
  private static final Logger LOG = LoggerFactory.getLogger(DirectRemotes.class);

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
    Optional<Location> location =
        access.limits().engine() == Engine.RCLONE
            ? Optional.empty()
            : Location.of(root, configuration, environment);
    if (location.isEmpty()) {
      return others.at(root, access);
    }
    Settings.warn(environment);
    access.tell().accept(root + " is Dropbox, spoken to directly");
    return new FairRemote(dropbox(root, location.get(), access.limits()));
  }

  private Dropbox dropbox(String root, Location location, Limits limits) throws SyncException {
    int connections = limits.connections().orElse(Limits.CONNECTIONS);
    Path cache = cache();
    Patience patience = Patience.of(environment);
    Credentials credentials =
        new Credentials(new Keeper(location), cache.resolve("token.lock"), location.remote() + ":");
    Limiter limiter =
        new Limiter(
            limits.callsPerSecond(), connections + BESIDE, LOG::warn, InstantSource.system());
    Api api =
        new Api(
            new Http(environment, patience.stallLimit()),
            credentials,
            limiter,
            limits.bandwidth(),
            patience);
    return new Dropbox(
        root, location, api, new Blocks(connections), new SmallFiles(cache.resolve("files")));
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
