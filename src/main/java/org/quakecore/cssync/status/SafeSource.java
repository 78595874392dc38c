package org.quakecore.cssync.status;

import java.nio.file.Path;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FileState;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;

/**
 * A source whose set is COMPLETE on the remote, each part proven by content hash, and that is
 * itself what was archived.
 *
 * @param path absolute
 * @param state as it was when that was found out
 * @param type of the set that holds it
 * @param member what was archived of it
 */
public record SafeSource(
    Path path, FileState state, Fault fault, DataType type, MemberEntry member) {}
