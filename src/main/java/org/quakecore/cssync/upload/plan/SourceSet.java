package org.quakecore.cssync.upload.plan;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

/**
 * What the sources of one fault and data type make.
 *
 * @param files what has to stand on the remote, in order; none when nothing of the type was found
 * @param memberBytes headers, data and padding of all members, without any end of an archive: what
 *     every tool's tars of these files have in common
 * @param obstacle why these sources cannot be packed at all
 */
public record SourceSet(
    Fault fault,
    DataType type,
    List<OutgoingFile> files,
    long memberBytes,
    Optional<String> obstacle) {
  public SourceSet {
    files = List.copyOf(files);
  }

  public static SourceSet impossible(Fault fault, DataType type, String obstacle) {
    return new SourceSet(fault, type, List.of(), 0, Optional.of(obstacle));
  }

  /** The bytes of all its files as they will stand on the remote. */
  public long bytes() {
    return files.stream().mapToLong(OutgoingFile::size).sum();
  }

  /** How messages name it, like {@code Hope BB}. */
  public String title() {
    return fault + " " + type;
  }
}
