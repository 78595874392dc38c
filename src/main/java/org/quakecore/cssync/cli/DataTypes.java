package org.quakecore.cssync.cli;

import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.DataType;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of a data type as {@code -t} takes it. */
final class DataTypes implements ITypeConverter<DataType> {
  @Override
  public DataType convert(String text) {
    return DataType.ofLabel(text)
        .filter(DataType.choices()::contains)
        .orElseThrow(() -> new TypeConversionException(refusal(text)));
  }

  private static String refusal(String given) {
    if (given.equals(DataType.VM.label())) {
      return "VM files are part of the Source archive: use Source";
    }
    return "\""
        + given
        + "\" is not a data type; choose from "
        + DataType.choices().stream().map(DataType::label).collect(Collectors.joining(", "));
  }
}
