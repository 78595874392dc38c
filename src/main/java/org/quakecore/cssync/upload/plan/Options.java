package org.quakecore.cssync.upload.plan;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.TemporaryPlace;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.transfer.Times;

/**
 * What an upload was asked to do.
 *
 * @param csRoot the run folder
 * @param filesToSync what preprocess wrote
 * @param tmpDir where tars are staged and records are kept
 * @param createRoot whether a root that is not there, or a version with an unusual name, is to be
 *     made
 * @param patterns which say how the archive is laid out
 * @param about what the user says of the data, where the archive has a page for that
 * @param types the data types to send
 * @param typesNamed whether the user named them, so that one that is missing is an error
 * @param overwrite whether sets already on the remote are replaced
 * @param append whether sets already on the remote may grow
 * @param checksum whether content is compared after sending, not only size
 * @param partSize the most bytes one tar may have
 * @param maxStaged the most bytes that may lie staged at once
 * @param included the only faults to send; all when empty
 * @param excluded faults not to send, whatever {@code included} says
 * @param shard which share of those
 * @param allowIncomplete whether types that the stocktake marks as failed are sent all the same
 * @param manifestOnly whether only manifests are made, of what older tools uploaded
 * @param uploads how many files or loads are sent at once; by the kind of remote when empty
 * @param retries how often a stream that failed is tried in all
 * @param order in which the faults are sent
 * @param purge by what their file system deletes the sources, where that is to be told
 * @param times when it has to end, and how long it waits
 * @param rcloneArguments handed to rclone's transfers
 */
public record Options(
    Path csRoot,
    Path filesToSync,
    Path tmpDir,
    CsVersion version,
    boolean createRoot,
    SyncPatterns patterns,
    Optional<String> about,
    Set<DataType> types,
    boolean typesNamed,
    boolean overwrite,
    boolean append,
    boolean checksum,
    long partSize,
    long maxStaged,
    Set<Fault> included,
    Set<Fault> excluded,
    Shard shard,
    Staging staging,
    boolean allowIncomplete,
    boolean dryRun,
    boolean manifestOnly,
    OptionalInt uploads,
    int retries,
    Order order,
    Optional<Rule> purge,
    Times times,
    List<String> rcloneArguments) {

  /** What is sent first. */
  public enum Order {
    /** The first fault by name. */
    LIST,
    /** What a purge takes first. */
    PURGE
  }

  public Options {
    types = Set.copyOf(types);
    included = Set.copyOf(included);
    excluded = Set.copyOf(excluded);
    rcloneArguments = List.copyOf(rcloneArguments);
  }

  /** How the archive is laid out. */
  public ArchiveLayout layout() {
    return patterns.layout();
  }

  /** The same, by another way. */
  public Options with(Staging other) {
    return new Options(
        csRoot,
        filesToSync,
        tmpDir,
        version,
        createRoot,
        patterns,
        about,
        types,
        typesNamed,
        overwrite,
        append,
        checksum,
        partSize,
        maxStaged,
        included,
        excluded,
        shard,
        other,
        allowIncomplete,
        dryRun,
        manifestOnly,
        uploads,
        retries,
        order,
        purge,
        times,
        rcloneArguments);
  }

  /** The folder of this version's staging and records. */
  public Path workFolder() {
    return tmpDir.resolve(version.name()).normalize();
  }

  /** Where things are made for a moment. A dry run leaves the folder as it is. */
  public TemporaryPlace temporary() {
    return dryRun ? TemporaryPlace.ofThisMachine() : TemporaryPlace.below(workFolder());
  }

  public Path toUpload() {
    return workFolder().resolve("to_upload");
  }

  public Path toPack() {
    return workFolder().resolve("to_pack");
  }
}
