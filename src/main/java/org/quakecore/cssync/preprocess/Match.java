package org.quakecore.cssync.preprocess;

import org.quakecore.cssync.catalogue.SyncFile;

/** A file that a pattern matches, relative to the CS root, with the event it belongs to. */
record Match(SyncFile file, Event event) {}
