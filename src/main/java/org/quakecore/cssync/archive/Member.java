package org.quakecore.cssync.archive;

import java.nio.file.Path;

/**
 * A file that goes into an archive.
 *
 * @param name its name inside the tar, with no folder
 * @param source where it lies, absolute
 * @param size in bytes, as files_to_sync.yaml has it
 */
public record Member(String name, Path source, long size) {}
