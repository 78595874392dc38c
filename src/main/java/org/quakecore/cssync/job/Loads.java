package org.quakecore.cssync.job;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Gathers staged files of each fault that will travel together: each transfer costs calls and a
 * check of its own.
 */
final class Loads {
  private final Map<FaultWork, Load> gathering = new LinkedHashMap<>();
  private boolean nothingMayWait;

  /** Files for one folder of the remote. */
  static final class Load {
    private final FaultWork fault;
    private final String destination;
    private final List<StagedFile> files = new ArrayList<>();
    private long bytes;

    Load(FaultWork fault, String destination) {
      this.fault = fault;
      this.destination = destination;
    }

    FaultWork fault() {
      return fault;
    }

    String destination() {
      return destination;
    }

    List<StagedFile> files() {
      return files;
    }

    long bytes() {
      return bytes;
    }
  }

  /**
   * Adds a file.
   *
   * @param now whether the line has room for it
   * @return what is to be sent now
   */
  synchronized List<Load> add(StagedFile file, boolean now) {
    FaultWork fault = file.task().fault();
    String destination = file.task().destination();
    List<Load> full = new ArrayList<>();
    Load load = gathering.get(fault);
    if (load != null && !load.destination.equals(destination)) {
      full.add(gathering.remove(fault));
    }
    load = gathering.computeIfAbsent(fault, key -> new Load(fault, destination));
    load.files.add(file);
    load.bytes += file.bytes();
    if (now || nothingMayWait || load.bytes >= Line.SMALL) {
      full.add(gathering.remove(fault));
    }
    return full;
  }

  /**
   * Takes all there are.
   *
   * @param forGood whether those that are still to come must not wait either: what waits would hold
   *     the very room that is waited for
   */
  synchronized List<Load> takeAll(boolean forGood) {
    nothingMayWait = forGood;
    List<Load> all = List.copyOf(gathering.values());
    gathering.clear();
    return all;
  }
}
