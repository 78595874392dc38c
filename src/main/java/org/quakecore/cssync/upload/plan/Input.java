package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.transfer.Shard;

/**
 * What an upload is to send: the files of the root folder, and the sets of each fault as their
 * sources make them.
 *
 * @param shard whose faults these are
 */
public record Input(RootFiles rootFiles, Shard shard, SortedMap<Fault, List<SourceSet>> sources) {

  /**
   * Reads the list and looks at the sources.
   *
   * @throws SyncException BAD_INPUT when the list cannot be read, or is not of these sources
   */
  public static Input read(Options options) throws SyncException {
    FilesToSync files = FilesToSync.read(options.filesToSync(), options.layout());
    SortedMap<Fault, List<SourceSet>> sources =
        new SourceSets(options.csRoot(), options.patterns(), options.partSize()).of(files, options);
    Map<Fault, Long> bytes = new TreeMap<>();
    sources.forEach(
        (fault, sets) -> bytes.put(fault, sets.stream().mapToLong(SourceSet::bytes).sum()));
    Shard shard = options.shard().of(bytes);
    sources.keySet().removeIf(fault -> !shard.has(fault));
    return new Input(RootFiles.of(files, options), shard, sources);
  }
}
