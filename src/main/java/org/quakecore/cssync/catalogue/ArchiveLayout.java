package org.quakecore.cssync.catalogue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * How the files of a run become an archive: which kinds of data there are, what each is archived
 * as, and what its files are called there. Where a kind's files are in a run, and which they are,
 * stands in sync_patterns.yaml.
 *
 * <p>The order of the types is that of the columns of stocktake.csv.
 */
public final class ArchiveLayout {
  /** The specification's. Its files of a velocity model go into the tar of the sources. */
  public static final ArchiveLayout STANDARD =
      new ArchiveLayout(
          List.of(
              new Row("Source", "{fault}/{fault}_Source.tar", "{file}", Of.FAULT),
              new Row("IM", "{fault}/{fault}_IM.tar", "{file}", Of.EVENT),
              new Row("BB", "{fault}/{fault}_BB.tar", "{event}_{file}", Of.EVENT),
              new Row("SAMPLE_BB", "{fault}/{event}_BB.bin", "{event}_{file}", Of.SAMPLE_OF_BB),
              new Row("VM", "{fault}/{fault}_Source.tar", "{file}", Of.FAULT)));

  /** What the files of a type are of. */
  private enum Of {
    FAULT(""),
    /** Each event has one, so that they tell which events there are. */
    EVENT(""),
    /** One of the files of BB, again, for those who want a look only. */
    SAMPLE_OF_BB("BB");

    private final String type;

    Of(String type) {
      this.type = type;
    }
  }

  private record Row(String label, String archive, String member, Of of) {}

  private final List<DataType> types;
  private final List<DataType> choices;

  private ArchiveLayout(List<Row> rows) {
    List<DataType> all = new ArrayList<>();
    for (Row row : rows) {
      all.add(
          new DataType(
              this,
              all.size(),
              row.label(),
              new DataType.Archiving(
                  new NameTemplate(row.archive()), new NameTemplate(row.member())),
              new DataType.Subject(row.of() == Of.EVENT, row.of().type)));
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
}
