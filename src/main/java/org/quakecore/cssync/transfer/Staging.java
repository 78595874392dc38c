package org.quakecore.cssync.transfer;

/** How the bytes get from the sources into a tar. */
public enum Staging {
  /** Each tar is made straight from the sources. */
  TAR,
  /** The files are first copied to {@code to_pack}, and the tar is made from the copies. */
  COPY,
  /** Each tar is streamed to the remote as it is made, and never lies on the disk. */
  NONE
}
