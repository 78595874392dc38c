/**
 * A Dropbox on loopback: enough of the HTTP API that the real rclone with its real Dropbox backend
 * works against it, and misbehaves where it is told to.
 */
package org.quakecore.cssync.testing.dropbox;
