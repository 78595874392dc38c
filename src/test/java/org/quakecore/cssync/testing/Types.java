package org.quakecore.cssync.testing;

import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;

/** The data types of the specification's layout. */
public final class Types {
  public static final DataType SOURCE = of("Source");
  public static final DataType IM = of("IM");
  public static final DataType BB = of("BB");
  public static final DataType SAMPLE_BB = of("SAMPLE_BB");
  public static final DataType VM = of("VM");

  private Types() {}

  private static DataType of(String label) {
    return ArchiveLayout.STANDARD.find(label).orElseThrow();
  }
}
