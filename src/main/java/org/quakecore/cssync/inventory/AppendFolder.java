package org.quakecore.cssync.inventory;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.remote.StoredFile;

/**
 * The folder in which parts wait that are to be appended to sets. Beside them lies, once all of
 * them are proven, a note for each set: the manifest that it will have. From then on whoever finds
 * the note can put the parts in place.
 */
public final class AppendFolder {
  public static final String FOLDER = "_append";

  private AppendFolder() {}

  /** Where the parts of a set wait, below the version's folder. */
  public static String of(Fault fault, DataType type) {
    return FOLDER + "/" + fault + "_" + type;
  }

  /** The note of a set, where there is one: its parts are all there, and are being put in place. */
  public static Optional<StoredFile> note(RemoteSets there, Fault fault, DataType type) {
    String name = Manifest.fileName(fault, type);
    return there.in(FOLDER).stream().filter(file -> there.same(file.name(), name)).findFirst();
  }

  /** The parts of a set that wait. */
  public static List<StoredFile> waiting(RemoteSets there, Fault fault, DataType type) {
    return there.in(of(fault, type));
  }

  /** All that an append of a set has left. */
  public static List<StoredFile> left(RemoteSets there, Fault fault, DataType type) {
    List<StoredFile> left = new ArrayList<>(waiting(there, fault, type));
    note(there, fault, type).ifPresent(left::add);
    return left;
  }
}
