package org.quakecore.cssync.archive;

/**
 * A plain file or a folder in a tar, as its headers have it.
 *
 * @param name as it stands there, not judged yet
 * @param size in bytes; 0 for a folder
 * @param mtime in whole seconds since 1970
 */
public record TarEntry(String name, boolean folder, long size, long mtime) {}
