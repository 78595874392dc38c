package org.quakecore.cssync.archive;

/**
 * What is known of a member once its bytes have passed by.
 *
 * @param name its name inside the tar
 * @param size in bytes
 * @param mtime in whole seconds since 1970
 * @param sha256 of its bytes, in lower-case hex
 * @param offset of its first data byte from the start of the tar, in bytes
 */
public record PackedMember(String name, long size, long mtime, String sha256, long offset) {}
