package org.quakecore.cssync.cli;

import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.cli.screen.Snapshot;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;

/** Shows what runs that work in a staging folder do, until they have ended. */
final class Watch {
  private static final int LOOK_SECONDS = 2;

  private final Path folder;
  private final Progress progress;

  /**
   * @param tmpDir where uploads work
   * @param version of which runs are watched; all where it is not given
   */
  Watch(Path tmpDir, Optional<CsVersion> version, Progress progress) {
    this.folder =
        version
            .map(each -> tmpDir.resolve(each.name()))
            .orElse(tmpDir)
            .toAbsolutePath()
            .normalize();
    this.progress = progress;
  }

  /**
   * Shows it, again and again where there is a screen to show it on, else once.
   *
   * @return complete when there was a run to watch
   * @throws SyncException BAD_INPUT when the folder cannot be read; INTERRUPTED
   */
  Outcome show() throws SyncException {
    List<String> lines = lines();
    if (lines.isEmpty()) {
      progress.say(
          "#### No run is under way in " + folder + "; status --history lists those that were");
      return new Outcome(false);
    }
    if (!progress.shows(lines)) {
      progress.say(lines);
      return new Outcome(true);
    }
    while (!lines.isEmpty()) {
      progress.shows(lines);
      try {
        TimeUnit.SECONDS.sleep(LOOK_SECONDS);
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        throw SyncException.interrupted(asked);
      }
      lines = lines();
    }
    progress.shows(List.of());
    progress.say("#### It has ended; status --history tells how");
    return new Outcome(true);
  }

  private List<String> lines() throws SyncException {
    try {
      return Snapshot.below(folder, InstantSource.system());
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    }
  }
}
