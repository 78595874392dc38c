package org.quakecore.cssync.testing.dropbox;

import java.time.Duration;

/**
 * How fast the way to this Dropbox is; rates are in bytes a second, and 0 is no limit.
 *
 * <p>A rate holds for each direction on its own, and counts what goes over the wire, encryption
 * included.
 *
 * @param connection what one TCP connection may carry
 * @param total what all connections may carry together
 * @param latency what every call waits before it is served, and every connection before it opens
 */
public record Line(Rate connection, Rate total, Duration latency) {
  /** Bytes a second to Dropbox and from it. */
  public record Rate(long up, long down) {
    static final Rate UNLIMITED = new Rate(0, 0);
  }

  /** As fast as the machine. */
  public static Line unlimited() {
    return new Line(Rate.UNLIMITED, Rate.UNLIMITED, Duration.ZERO);
  }

  /** The same rate up and down for one connection. */
  public Line connection(long bytesPerSecond) {
    return new Line(new Rate(bytesPerSecond, bytesPerSecond), total, latency);
  }

  /** The same rate up and down for all connections together. */
  public Line total(long bytesPerSecond) {
    return new Line(connection, new Rate(bytesPerSecond, bytesPerSecond), latency);
  }

  /** What every call waits before it is served. */
  public Line latency(Duration each) {
    return new Line(connection, total, each);
  }
}
