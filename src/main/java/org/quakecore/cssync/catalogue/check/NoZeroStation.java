package org.quakecore.cssync.catalogue.check;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * No station of a BB.bin is zero throughout, as those are that a resumed run never came to.
 *
 * <p>The file begins with a header of 0x500 bytes, whose first two numbers are how many stations
 * and how many time steps there are. A record of 44 bytes follows for each station, whose name is
 * the 8 bytes from the 9th on. Then come the samples, 32-bit floats: all of the first station, then
 * all of the next, and of each the three components of the first time step, then of the next. All
 * is little-endian.
 */
public record NoZeroStation() implements ContentCheck.Full {
  public static final String KEY = "no_zero_station";

  private static final int HEADER = 0x500;
  private static final int RECORD = 44;
  private static final int NAME_AT = 8;
  private static final int NAME = 8;
  private static final long SAMPLES_OF_A_STEP = 12;

  /** Their names are kept while the samples pass. There are some 30,000 in a run. */
  private static final int MOST_STATIONS = 1_000_000;

  private static final int MOST_NAMED = 10;

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public Inspection begin(long size) {
    return new Look(size);
  }

  /** One pass through a file. */
  private static final class Look implements Inspection {
    private final long size;
    private final byte[] head = new byte[8];
    private long at;
    private String problem;
    private int stations;
    private long stationBytes;
    private byte[] names = new byte[0];
    private int station;
    private long left;
    private boolean zero = true;
    private int zeroes;
    private final List<String> zeroNames = new ArrayList<>();

    Look(long size) {
      this.size = size;
    }

    @Override
    public void take(byte[] buffer, int count) {
      int from = 0;
      while (from < count && problem == null) {
        int taken = step(buffer, from, count);
        from += taken;
        at += taken;
      }
    }

    /** Takes some of the bytes, none beyond the end of what it is at. */
    private int step(byte[] buffer, int from, int to) {
      if (at < head.length) {
        int taken = (int) Math.min(head.length - at, to - from);
        System.arraycopy(buffer, from, head, (int) at, taken);
        if (at + taken == head.length) {
          readHead();
        }
        return taken;
      }
      if (at < HEADER) {
        return (int) Math.min(HEADER - at, to - from);
      }
      if (at < HEADER + (long) stations * RECORD) {
        return takeRecord(buffer, from, to);
      }
      return takeSamples(buffer, from, to);
    }

    private void readHead() {
      ByteBuffer numbers = ByteBuffer.wrap(head).order(ByteOrder.LITTLE_ENDIAN);
      stations = numbers.getInt();
      int steps = numbers.getInt();
      stationBytes = SAMPLES_OF_A_STEP * steps;
      left = stationBytes;
      if (stations < 1
          || steps < 1
          || stations > MOST_STATIONS
          || size != HEADER + stations * (RECORD + stationBytes)) {
        problem =
            "no BB.bin: its header says "
                + stations
                + " stations of "
                + steps
                + " steps, and it has "
                + size
                + " bytes";
        return;
      }
      names = new byte[stations * NAME];
    }

    private int takeRecord(byte[] buffer, int from, int to) {
      long inRecords = at - HEADER;
      int index = (int) (inRecords / RECORD);
      int inRecord = (int) (inRecords % RECORD);
      int taken = Math.min(RECORD - inRecord, to - from);
      for (int i = 0; i < taken; i++) {
        int inName = inRecord + i - NAME_AT;
        if (inName >= 0 && inName < NAME) {
          names[index * NAME + inName] = buffer[from + i];
        }
      }
      return taken;
    }

    /** Once a sample is not zero, the rest of its station need not be looked at. */
    private int takeSamples(byte[] buffer, int from, int to) {
      int taken = (int) Math.min(left, to - from);
      for (int i = from; zero && i < from + taken; i++) {
        // The sign is in the last byte of a float, and minus zero is zero.
        boolean signed = ((stationBytes - left + i - from) & 3) == 3;
        zero = (signed ? buffer[i] & 0x7f : buffer[i]) == 0;
      }
      left -= taken;
      if (left == 0) {
        endStation();
      }
      return taken;
    }

    private void endStation() {
      if (zero) {
        zeroes++;
        if (zeroNames.size() < MOST_NAMED) {
          int start = station * NAME;
          byte[] name = EqualsAt.untilZero(Arrays.copyOfRange(names, start, start + NAME));
          zeroNames.add(
              Quoted.bare(new String(name, StandardCharsets.UTF_8).strip())
                  + (name.length == 0 ? "station " + (station + 1) : ""));
        }
      }
      station++;
      zero = true;
      left = stationBytes;
    }

    @Override
    public Optional<String> problem() {
      if (problem != null || zeroes == 0) {
        return at < head.length
            ? Optional.of("no BB.bin: it has " + size + " bytes")
            : Optional.ofNullable(problem);
      }
      return Optional.of(
          zeroes
              + " of "
              + stations
              + " stations are zero throughout: "
              + String.join(", ", zeroNames)
              + (zeroes > MOST_NAMED ? " and " + (zeroes - MOST_NAMED) + " more" : ""));
    }
  }
}
