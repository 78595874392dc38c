package org.quakecore.cssync.remote;

/**
 * How much a run may ask of a remote, all its calls together.
 *
 * @param connections how many pieces of files move at once
 * @param callsPerSecond where the remote is spoken to directly
 */
public record Limits(Engine engine, int connections, double callsPerSecond, Bandwidth bandwidth) {
  /** Small questions may be asked while all connections move pieces of files. */
  public static final int BESIDE = 2;

  /** Eight connections and ten calls a second, as fast as the line allows. */
  public static final Limits STANDARD = new Limits(Engine.AUTO, 8, 10, Bandwidth.UNLIMITED);
}
