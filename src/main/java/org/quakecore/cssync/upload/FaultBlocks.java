package org.quakecore.cssync.upload;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.transfer.Progress;

/**
 * Prints what happens to each fault as one block, in the order the blocks were opened, though the
 * faults are worked on at the same time: the lines of the first unfinished block come out at once,
 * those of later ones wait.
 */
final class FaultBlocks {
  private final Progress progress;
  private final List<Block> blocks = new ArrayList<>();
  private int current;

  FaultBlocks(Progress progress) {
    this.progress = progress;
  }

  synchronized Block open() {
    Block block = new Block();
    blocks.add(block);
    return block;
  }

  /** Prints whatever still waits: the run is over. */
  synchronized void flush() {
    for (; current < blocks.size(); current++) {
      blocks.get(current).release();
    }
  }

  /** The lines of one fault. */
  final class Block {
    private final List<String> waiting = new ArrayList<>();
    private boolean closed;

    void say(String line) {
      synchronized (FaultBlocks.this) {
        waiting.add(line);
        if (current >= blocks.size() || blocks.get(current) == this) {
          release();
        }
      }
    }

    void close() {
      synchronized (FaultBlocks.this) {
        closed = true;
        while (current < blocks.size() && blocks.get(current).closed) {
          blocks.get(current++).release();
        }
        if (current < blocks.size()) {
          blocks.get(current).release();
        }
      }
    }

    private void release() {
      waiting.forEach(progress::say);
      waiting.clear();
    }
  }
}
