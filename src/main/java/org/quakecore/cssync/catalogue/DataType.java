package org.quakecore.cssync.catalogue;

import java.util.List;
import java.util.regex.Pattern;

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
   * @param everyEvent whether each event has a file of it, so that they tell which events there are
   * @param optional whether events may lack it
   * @param sampled the label of the type of which this is a sample, or empty
   */
  public record Subject(boolean everyEvent, boolean optional, String sampled) {
    public static final Subject OF_FAULT = new Subject(false, false, "");
    public static final Subject OF_EVENT = new Subject(true, false, "");
  }

  private final ArchiveLayout layout;
  private final int column;
  private final String label;
  private final Archiving archiving;
  private final Subject subject;

  /** Where the archive lies below the version's folder; empty where right in it. */
  private final NameTemplate folder;

  /** What the archive is called there. */
  private final NameTemplate file;

  public DataType(
      ArchiveLayout layout, int column, String label, Archiving archiving, Subject subject) {
    this.layout = layout;
    this.column = column;
    this.label = label;
    this.archiving = archiving;
    this.subject = subject;
    this.folder = archiving.archive.folder();
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

  /** The folder of a fault's archives of this type, below the version's. */
  public String folder(Fault fault) {
    return folder.of(fault);
  }

  /** Whether they lie in a folder of the fault's right in the version's. */
  public boolean isBelowTheFault() {
    return folder.text().equals("{fault}");
  }

  /**
   * Whether each fault has a folder for nothing but this type, in which the archives are listed for
   * whoever looks at them without this program.
   */
  public boolean hasFolderOfItsOwn() {
    return folder.text().contains("{fault}") && !isBelowTheFault() && isAloneIn(folder);
  }

  private boolean isAloneIn(NameTemplate place) {
    return layout.choices().stream()
        .allMatch(type -> type.column == column || !type.folder.equals(place));
  }

  /** Whether each event has a tar of its own. */
  public boolean isByEvent() {
    return isTar() && file.hasEvent();
  }

  /** What its archives are called in their folder; the ending of a tar included. */
  public NameTemplate file() {
    return file;
  }

  /**
   * What the paths of its archives look like below the version's folder, whatever the fault, which
   * is the group {@code fault}.
   *
   * @param anyCase whether case does not count, as it does not on Dropbox
   */
  public Pattern paths(boolean anyCase) {
    return archiving.archive.anyFault(isTar(), anyCase);
  }

  /**
   * Whether a file in the fault's folder is one of this type that is sent as it is.
   *
   * @param anyCase whether case does not count, as it does not on Dropbox
   */
  public boolean isFile(Fault fault, String name, boolean anyCase) {
    return !isTar() && file.names(fault, name, anyCase);
  }

  /** The path of its archive below the version's folder. */
  public NameTemplate archive() {
    return archiving.archive;
  }

  /** What a file is called in its archive. */
  public NameTemplate member() {
    return archiving.member;
  }

  /** Whether each event has a file of it, so that its files tell which events there are. */
  public boolean isOfEveryEvent() {
    return subject.everyEvent;
  }

  /** Whether events may lack it. */
  public boolean isOptional() {
    return subject.optional;
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
    return other instanceof DataType type && type.column == column && type.layout.equals(layout);
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
