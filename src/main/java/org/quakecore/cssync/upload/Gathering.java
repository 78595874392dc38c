package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Does something for several at a time: while it is done for some, others gather, and are next.
 * Safe to use from several threads.
 */
final class Gathering<T> {
  /** What is done. */
  @FunctionalInterface
  interface Work<T> {
    void doFor(List<T> all) throws SyncException;
  }

  private final Work<T> work;
  private final List<T> waiting = new ArrayList<>();
  private boolean working;

  Gathering(Work<T> work) {
    this.work = work;
  }

  /** Does it, or leaves that to the thread that is doing it for others. */
  void add(T one) throws SyncException {
    synchronized (this) {
      waiting.add(one);
      if (working) {
        return;
      }
      working = true;
    }
    for (List<T> all = next(); !all.isEmpty(); all = next()) {
      work.doFor(all);
    }
  }

  private synchronized List<T> next() {
    List<T> all = List.copyOf(waiting);
    waiting.clear();
    working = !all.isEmpty();
    return all;
  }
}
