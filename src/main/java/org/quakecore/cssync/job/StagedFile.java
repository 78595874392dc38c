package org.quakecore.cssync.job;

/** A file that lies staged, and what it must be on the remote. */
record StagedFile(FileTask task, Proof.Expected expected) {
  long bytes() {
    return expected.size();
  }
}
