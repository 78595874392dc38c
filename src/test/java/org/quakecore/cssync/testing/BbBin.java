package org.quakecore.cssync.testing;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** A small BB.bin as the simulations write them, with stations ST0000, ST0001, .. in it. */
public final class BbBin {
  private static final int HEADER = 0x500;
  private static final int RECORD = 44;

  private final int stations;
  private final int steps;
  private final ByteBuffer bytes;

  public BbBin(int stations, int steps) {
    this.stations = stations;
    this.steps = steps;
    this.bytes =
        ByteBuffer.allocate(HEADER + stations * (RECORD + 12 * steps))
            .order(ByteOrder.LITTLE_ENDIAN);
    bytes.putInt(0, stations).putInt(4, steps);
    for (int i = 0; i < stations; i++) {
      bytes.put(
          HEADER + i * RECORD + 8, String.format("ST%04d", i).getBytes(StandardCharsets.US_ASCII));
      for (int sample = 0; sample < 3 * steps; sample++) {
        sample(i, sample, 0.25f * (sample + 1));
      }
    }
  }

  /** Makes all samples of a station zero. */
  public BbBin zero(int station) {
    for (int i = 0; i < 3 * steps; i++) {
      sample(station, i, 0);
    }
    return this;
  }

  public BbBin sample(int station, int index, float value) {
    bytes.putFloat(HEADER + stations * RECORD + 12 * steps * station + 4 * index, value);
    return this;
  }

  public byte[] bytes() {
    return bytes.array().clone();
  }
}
