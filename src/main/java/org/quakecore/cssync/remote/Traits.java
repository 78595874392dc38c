package org.quakecore.cssync.remote;

/**
 * What a remote can do, as rclone reports it.
 *
 * @param dropboxHash whether it gives Dropbox content hashes at all
 * @param dropboxHashIsFree whether they come with a listing, without reading the files
 * @param anyHash whether it gives any hash rclone could compare
 * @param caseInsensitive whether names that differ only by case are one
 * @param dropbox whether the backend is Dropbox itself
 * @param local whether it is a folder of this machine, whose files are read without a network
 */
public record Traits(
    boolean dropboxHash,
    boolean dropboxHashIsFree,
    boolean anyHash,
    boolean caseInsensitive,
    boolean dropbox,
    boolean local) {}
