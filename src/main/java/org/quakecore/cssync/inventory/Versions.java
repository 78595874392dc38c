package org.quakecore.cssync.inventory;

import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/** The Cybershake versions that a remote keeps: its folders, but those it keeps aside. */
public final class Versions {
  private final Remote remote;
  private final Progress progress;

  public Versions(Remote remote, Progress progress) {
    this.remote = remote;
    this.progress = progress;
  }

  /**
   * Says them, one a line, or as one JSON document.
   *
   * @throws SyncException BAD_INPUT when the remote's folder does not exist
   */
  public Outcome say(boolean json) throws SyncException {
    List<String> names =
        names(remote)
            .orElseThrow(
                () ->
                    new SyncException(
                        Kind.BAD_INPUT,
                        remote.address("") + ": there is no such folder; check --remote"));
    if (json) {
      JsonObject document = new JsonObject();
      document.addProperty("remote", remote.address(""));
      JsonArray versions = new JsonArray();
      names.forEach(versions::add);
      document.add("versions", versions);
      progress.say(
          new GsonBuilder()
              .setPrettyPrinting()
              .disableHtmlEscaping()
              .create()
              .toJson(document)
              .lines()
              .toList());
    } else if (names.isEmpty()) {
      progress.warn(remote.address("") + ": there is no version here");
    } else {
      progress.say(names);
    }
    return new Outcome(true);
  }

  /** What to say of a version that is not there: which there are. */
  public static SyncException unknown(Remote remote, CsVersion version) throws SyncException {
    List<String> versions = names(remote).orElse(List.of());
    return new SyncException(
        Kind.BAD_INPUT,
        remote.address(version.name())
            + ": there is no such version; "
            + (versions.isEmpty()
                ? "nor is there any other: check --remote"
                : "there are " + String.join(", ", versions)));
  }

  private static Optional<List<String>> names(Remote remote) throws SyncException {
    return remote
        .folders("")
        .map(
            names ->
                names.stream()
                    .filter(name -> !name.startsWith("_") && !name.startsWith("."))
                    .toList());
  }
}
