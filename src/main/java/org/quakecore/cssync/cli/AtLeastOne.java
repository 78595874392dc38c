package org.quakecore.cssync.cli;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads how many of something there are to be. */
final class AtLeastOne implements ITypeConverter<Integer> {
  @Override
  public Integer convert(String text) {
    if (!text.matches("[1-9]\\d{0,8}")) {
      throw new TypeConversionException("\"" + text + "\": give a whole number, 1 or more");
    }
    return Integer.valueOf(text);
  }
}
