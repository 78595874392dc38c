package org.quakecore.cssync.remote;

import java.util.OptionalInt;

/**
 * How much a run may ask of a remote, all its calls together.
 *
 * @param connections how many files, or pieces of files, move at once; by the remote where empty
 * @param callsPerSecond where the remote is spoken to directly
 */
public record Limits(
    Engine engine, OptionalInt connections, double callsPerSecond, Bandwidth bandwidth) {
  /** To Dropbox. */
  public static final int CONNECTIONS = 8;

  /** Ten calls a second, as fast as the line allows. */
  public static final Limits STANDARD =
      new Limits(Engine.AUTO, OptionalInt.empty(), 10, Bandwidth.UNLIMITED);
}
