package org.quakecore.cssync.catalogue;

import java.util.List;

/**
 * A kind of data a fault has, as its {@link ArchiveLayout} says. Types of a layout are compared by
 * it.
 */
public final class DataType implements Comparable<DataType> {
  private static final String TAR = ".tar";

  /**
   * What becomes of its files.
   *
   * @param archive the name of what the files are kept in, below the version's folder; types with
   *     one name share a tar
   * @param member what a file is called in it
   */
  public record Archiving(NameTemplate archive, NameTemplate member) {}

  /**
   * What its files are of.
   *
   * @param everyEvent whether each event has a file of it
   * @param sampled the label of the type of which this is a sample, or empty
   */
  public record Subject(boolean everyEvent, String sampled) {}

  private final ArchiveLayout layout;
  private final int column;
  private final String label;
  private final Archiving archiving;
  private final Subject subject;

  /** What the archive is called in the fault's folder. */
  private final NameTemplate file;

  public DataType(
      ArchiveLayout layout, int column, String label, Archiving archiving, Subject subject) {
    this.layout = layout;
    this.column = column;
    this.label = label;
    this.archiving = archiving;
    this.subject = subject;
    this.file = archiving.archive.inFolder();
  }

  /** The name in files, archives and options. */
  public String label() {
    return label;
  }

  /** The first of the types that share its archive: Source for VM, else itself. */
  public DataType archivedAs() {
    return layout.types().stream().filter(this::sharesArchive).findFirst().orElseThrow();
  }

  /** The types whose files the archive of this type holds. */
  public List<DataType> contents() {
    return layout.types().stream().filter(this::sharesArchive).toList();
  }

  private boolean sharesArchive(DataType other) {
    return other.archiving.archive.equals(archiving.archive);
  }

  /** Whether the archive is one or more tar files; else the one file is sent as it is. */
  public boolean isTar() {
    return archiving.archive.text().endsWith(TAR);
  }

  /** The name of its tar in the fault's folder, without number and ending. */
  public String tarStem(Fault fault) {
    String name = file.of(fault);
    return name.substring(0, name.length() - TAR.length());
  }

  /**
   * Whether a file in the fault's folder is one of this type that is sent as it is.
   *
   * @param anyCase whether case does not count, as it does not on Dropbox
   */
  public boolean isFile(Fault fault, String name, boolean anyCase) {
    return !isTar() && file.names(fault, name, anyCase);
  }

  /** What a file is called in its archive. */
  public NameTemplate member() {
    return archiving.member;
  }

  /** Whether each event has a file of it, so that its files tell which events there are. */
  public boolean isOfEveryEvent() {
    return subject.everyEvent;
  }

  /** Whether it is one file of another type, again. */
  public boolean isSample() {
    return !subject.sampled.isEmpty();
  }

  /** The type whose patterns find its files: for a sample the one it is taken from, else itself. */
  public DataType foundAs() {
    return isSample() ? layout.find(subject.sampled).orElseThrow() : this;
  }

  @Override
  public int compareTo(DataType other) {
    return Integer.compare(column, other.column);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof DataType type && type.layout == layout && type.column == column;
  }

  @Override
  public int hashCode() {
    return column;
  }

  @Override
  public String toString() {
    return label;
  }
}
