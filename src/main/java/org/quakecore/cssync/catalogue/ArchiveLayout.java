package org.quakecore.cssync.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How the files of a run become an archive: which kinds of data there are, what each is archived
 * as, and what its files are called there. Where a kind's files are in a run, and which they are,
 * stands in sync_patterns.yaml, which may say a layout of its own. Layouts that say the same are
 * equal.
 *
 * <p>The order of the types is that of the columns of stocktake.csv.
 */
public final class ArchiveLayout {
  /** The specification's. Its files of a velocity model go into the tar of the sources. */
  public static final ArchiveLayout STANDARD =
      new ArchiveLayout(
          List.of(
              new Row("Source", "{fault}/{fault}_Source.tar", "{file}", DataType.Subject.OF_FAULT),
              new Row("IM", "{fault}/{fault}_IM.tar", "{file}", DataType.Subject.OF_EVENT),
              new Row("BB", "{fault}/{fault}_BB.tar", "{event}_{file}", DataType.Subject.OF_EVENT),
              new Row(
                  "SAMPLE_BB",
                  "{fault}/{event}_BB.bin",
                  "{event}_{file}",
                  new DataType.Subject(false, false, "BB")),
              new Row("VM", "{fault}/{fault}_Source.tar", "{file}", DataType.Subject.OF_FAULT)));

  /**
   * What a layout says of one type.
   *
   * @param label its name
   * @param archive the path of its archive below the version's folder, a template; types with one
   *     archive share it
   * @param member what a file is called in it, a template
   */
  public record Row(String label, String archive, String member, DataType.Subject subject) {}

  private final List<Row> rows;
  private final List<DataType> types;
  private final List<DataType> choices;

  /**
   * @throws IllegalArgumentException when a template cannot be read
   */
  public ArchiveLayout(List<Row> rows) {
    this.rows = List.copyOf(rows);
    List<DataType> all = new ArrayList<>();
    for (Row row : rows) {
      all.add(
          new DataType(
              this,
              all.size(),
              row.label(),
              new DataType.Archiving(
                  new NameTemplate(row.archive()), new NameTemplate(row.member())),
              row.subject()));
    }
    types = List.copyOf(all);
    choices = types.stream().filter(type -> type.archivedAs().equals(type)).toList();
  }

  /** All there are, in order. */
  public List<DataType> types() {
    return types;
  }

  /** Those with an archive of their own, which is what {@code -t} accepts. */
  public List<DataType> choices() {
    return choices;
  }

  /** The choices without samples, which are also in the archives they are taken from. */
  public List<DataType> withoutSamples() {
    return choices().stream().filter(type -> !type.isSample()).toList();
  }

  /** The type of this name. */
  public Optional<DataType> find(String label) {
    return types.stream().filter(type -> type.label().equals(label)).findFirst();
  }

  /**
   * The type of this name, if it has an archive of its own.
   *
   * @throws IllegalArgumentException when it has none; the message says what to write instead
   */
  public DataType choice(String label) {
    DataType type =
        find(label)
            .orElseThrow(
                () ->
                    new IllegalArgumentException(
                        "\"" + label + "\" is not a data type; choose from " + this));
    if (!type.archivedAs().equals(type)) {
      String whole = type.archivedAs().label();
      throw new IllegalArgumentException(
          label + " files are part of the " + whole + " archive: use " + whole);
    }
    return type;
  }

  /** Whether all types have the same names, archives and members here and there. */
  public boolean namesAlike(ArchiveLayout other) {
    return names().equals(other.names());
  }

  private Set<List<String>> names() {
    return rows.stream()
        .map(row -> List.of(row.label(), row.archive(), row.member()))
        .collect(Collectors.toSet());
  }

  /** What it says of a type of this name. */
  public Optional<Row> row(String label) {
    return rows.stream().filter(row -> row.label().equals(label)).findFirst();
  }

  @Override
  public boolean equals(Object other) {
    return this == other || (other instanceof ArchiveLayout layout && layout.rows.equals(rows));
  }

  @Override
  public int hashCode() {
    return rows.hashCode();
  }

  /** The names {@code -t} accepts. */
  @Override
  public String toString() {
    return choices.stream().map(DataType::label).collect(Collectors.joining(", "));
  }
}
