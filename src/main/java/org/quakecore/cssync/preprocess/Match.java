package org.quakecore.cssync.preprocess;

import java.nio.file.attribute.FileTime;
import org.quakecore.cssync.catalogue.SyncFile;

/**
 * A file that a pattern matches, relative to the CS root.
 *
 * @param event it belongs to
 * @param read when it was last read
 */
record Match(SyncFile file, Event event, FileTime read) {}
