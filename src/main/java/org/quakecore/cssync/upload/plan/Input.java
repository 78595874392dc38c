package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.SortedMap;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * What an upload is to send: the files of the root folder, and the sets of each fault as their
 * sources make them.
 */
public record Input(RootFiles rootFiles, SortedMap<Fault, List<SourceSet>> sources) {

  /**
   * Reads the list and looks at the sources.
   *
   * @throws SyncException BAD_INPUT when the list cannot be read, or is not of these sources
   */
  public static Input read(Options options) throws SyncException {
    FilesToSync files = FilesToSync.read(options.filesToSync());
    return new Input(
        RootFiles.of(files, options),
        new SourceSets(options.csRoot(), options.partSize()).of(files, options));
  }
}
