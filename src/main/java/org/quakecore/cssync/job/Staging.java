package org.quakecore.cssync.job;

/** How the bytes get from the sources into a tar. */
public enum Staging {
  /** Each tar is made straight from the sources. */
  TAR,
  /** The files are first copied to {@code to_pack}, and the tar is made from the copies. */
  COPY,
  /** Nothing is staged: the bytes go straight between the members and the remote. */
  NONE
}
