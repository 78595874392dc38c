package org.quakecore.cssync.testing.dropbox;

import java.time.Duration;
import java.util.Optional;

/**
 * What the real Dropbox demands of its callers, and this one only where it is asked to.
 *
 * @param tokenLife how long a token is good for
 * @param callsPerSecond over three seconds; 0 for any number
 * @param ban how long who calls more often is refused everything
 * @param oneChangeAtATime whether changes that overlap are refused
 * @param team whether the user's own folder is one of a team's
 */
public record Strictness(
    Optional<Duration> tokenLife,
    int callsPerSecond,
    Duration ban,
    boolean oneChangeAtATime,
    boolean team) {
  /** Nothing of it. */
  public static final Strictness NONE =
      new Strictness(Optional.empty(), 0, Duration.ZERO, false, false);

  public Strictness tokenLife(Duration time) {
    return new Strictness(Optional.of(time), callsPerSecond, ban, oneChangeAtATime, team);
  }

  public Strictness ban(int calls, Duration time) {
    return new Strictness(tokenLife, calls, time, oneChangeAtATime, team);
  }

  public Strictness changesOneAtATime() {
    return new Strictness(tokenLife, callsPerSecond, ban, true, team);
  }

  public Strictness ofATeam() {
    return new Strictness(tokenLife, callsPerSecond, ban, oneChangeAtATime, true);
  }
}
