package org.quakecore.cssync.inventory;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * Which data types are wanted, before it is known which there are: that is told by the layout of
 * the version.
 *
 * @param names as the user gave them; none for all
 * @param samples whether all includes samples
 */
public record TypeChoice(List<String> names, boolean samples) {
  public TypeChoice {
    names = names.stream().distinct().toList();
  }

  /** These and no others. */
  public static TypeChoice of(Collection<DataType> types) {
    return new TypeChoice(types.stream().sorted().map(DataType::label).toList(), true);
  }

  /** Whether the user named any, so that one that is missing is an error. */
  public boolean named() {
    return !names.isEmpty();
  }

  /** Whether a type is wanted. */
  public boolean wants(DataType type) {
    return named() ? names.contains(type.label()) : samples || !type.isSample();
  }

  /**
   * The types, in the layout's order.
   *
   * @throws SyncException of kind USAGE when the layout has no archive of a type that was named
   */
  public List<DataType> in(ArchiveLayout layout) throws SyncException {
    if (!named()) {
      return samples ? layout.choices() : layout.withoutSamples();
    }
    List<DataType> types = new ArrayList<>();
    for (String name : names) {
      try {
        types.add(layout.choice(name));
      } catch (IllegalArgumentException none) {
        throw new SyncException(Kind.USAGE, "-t: " + none.getMessage(), none);
      }
    }
    return types.stream().sorted().toList();
  }
}
