package org.quakecore.cssync.remote;

/** Who moves the bytes. */
public enum Engine {
  /** This program itself where the remote is Dropbox, else rclone. */
  AUTO,
  /** Always rclone. */
  RCLONE
}
