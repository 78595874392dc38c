package org.quakecore.cssync.cli;

import java.util.Iterator;
import java.util.Optional;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a data type as {@code -t} takes it. */
final class DataTypes implements ITypeConverter<DataType>, Iterable<String> {
  @Override
  public DataType convert(String text) {
    return ArchiveLayout.STANDARD
        .find(text)
        .filter(ArchiveLayout.STANDARD.choices()::contains)
        .orElseThrow(() -> new TypeConversionException(refusal(text)));
  }

  /** What {@code -t} accepts. */
  @Override
  public Iterator<String> iterator() {
    return ArchiveLayout.STANDARD.choices().stream().map(DataType::label).iterator();
  }

  private String refusal(String given) {
    Optional<DataType> part = ArchiveLayout.STANDARD.find(given);
    if (part.isPresent()) {
      String whole = part.get().archivedAs().label();
      return given + " files are part of the " + whole + " archive: use " + whole;
    }
    return "\"" + given + "\" is not a data type; choose from " + String.join(", ", this);
  }
}
