package org.quakecore.cssync.remote.dropbox;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.Configuration;

/**
 * Where a remote leads to, when that is Dropbox and nothing in its configuration changes what that
 * means.
 *
 * @param remote the name of rclone's remote of type dropbox, without a colon
 * @param path below its root, without slashes at its ends
 * @param token as rclone keeps it, in JSON; a secret
 * @param teamRoot whether the path begins at the root of the team's namespace, as a slash in front
 *     of it says, and not at the user's own folder
 */
record Location(String remote, String path, boolean teamRoot, String token) {
  private static final int MOST_ALIASES = 8;

  /** Options of rclone's backend that change nothing of what is seen. */
  private static final Set<String> HARMLESS =
      Set.of(
          "type",
          "token",
          "client_id",
          "client_secret",
          "description",
          "chunk_size",
          "batch_mode",
          "batch_size",
          "batch_timeout",
          "batch_commit_timeout",
          "pacer_min_sleep");

  /** Whether a root may lead to a remote of rclone's configuration at all. */
  static boolean isNamed(String root) {
    return root.indexOf(':') > 0;
  }

  /** Looks up where a root leads to; empty where that is not simply Dropbox. */
  static Optional<Location> of(
      String root, Configuration configuration, Map<String, String> environment)
      throws SyncException {
    String at = root;
    for (int aliases = 0; aliases < MOST_ALIASES; aliases++) {
      int colon = at.indexOf(':');
      String name = colon < 0 ? "" : at.substring(0, colon);
      // A connection string has options of its own.
      if (!name.matches("[\\w .+@-]+")) {
        return Optional.empty();
      }
      Optional<Map<String, String>> options = configuration.of(name);
      if (options.isEmpty()) {
        return Optional.empty();
      }
      String type = options.get().getOrDefault("type", "");
      String path = at.substring(colon + 1);
      if (type.equals("dropbox") && isPlain(options.get(), environment)) {
        boolean teamRoot = path.startsWith("/");
        String plain = path.replaceAll("/+", "/").replaceAll("^/|/$", "");
        String token = options.get().getOrDefault("token", "");
        return Optional.of(new Location(name, plain, teamRoot, token));
      }
      if (!type.equals("alias") || !options.get().containsKey("remote")) {
        return Optional.empty();
      }
      at = joined(options.get().get("remote"), path);
    }
    return Optional.empty();
  }

  @Override
  public String toString() {
    return remote + ":" + (teamRoot ? "/" : "") + path;
  }

  private static String joined(String target, String path) {
    String below = path.replaceAll("^/+", "");
    return below.isEmpty() || target.endsWith(":") || target.endsWith("/")
        ? target + below
        : target + "/" + below;
  }

  private static boolean isPlain(Map<String, String> options, Map<String, String> environment) {
    return HARMLESS.containsAll(options.keySet())
        && environment.keySet().stream()
            .filter(name -> name.startsWith("RCLONE_DROPBOX_"))
            .map(name -> name.substring("RCLONE_DROPBOX_".length()).toLowerCase(Locale.ROOT))
            .allMatch(HARMLESS::contains);
  }
}
