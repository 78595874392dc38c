package org.quakecore.cssync.catalogue;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/**
 * A kind of data a fault has. The order is that of the columns of stocktake.csv.
 *
 * <p>VM has patterns and a section in files_to_sync.yaml of its own, but its files go into the
 * Source archive, so nobody asks for it by name.
 */
public enum DataType {
  SOURCE("Source"),
  IM("IM"),
  BB("BB"),
  SAMPLE_BB("SAMPLE_BB"),
  VM("VM");

  private final String label;

  DataType(String label) {
    this.label = label;
  }

  /** The name in files, archives and options. */
  public String label() {
    return label;
  }

  /** The type whose archive holds files of this type: Source for VM, else itself. */
  public DataType archivedAs() {
    return this == VM ? SOURCE : this;
  }

  /** The types whose files the archive of this type holds. */
  public List<DataType> contents() {
    return this == SOURCE ? List.of(SOURCE, VM) : List.of(this);
  }

  /** Whether the archive is one or more tar files; a sample is sent as the one file it is. */
  public boolean isTar() {
    return this == SOURCE || this == IM || this == BB;
  }

  /** What {@code -t} accepts. */
  public static List<DataType> choices() {
    return List.of(SOURCE, IM, BB, SAMPLE_BB);
  }

  public static Optional<DataType> ofLabel(String label) {
    return Arrays.stream(values()).filter(type -> type.label.equals(label)).findFirst();
  }

  @Override
  public String toString() {
    return label;
  }
}
