package org.quakecore.cssync.cli;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * Reads sizes like 100G. Units are binary: 100G is 100 GiB, as the archives have always been cut. A
 * bare number is refused, because rclone would take it for KiB and everyone else for bytes.
 */
final class ByteSize implements ITypeConverter<Long> {
  private static final Pattern FORM = Pattern.compile("([1-9]\\d{0,9})([KMGT])(i?B)?");

  @Override
  public Long convert(String text) {
    Matcher matcher = FORM.matcher(text.strip().toUpperCase(Locale.ROOT).replace("IB", "iB"));
    if (!matcher.matches()) {
      throw new TypeConversionException(
          "\""
              + text
              + "\" is not a size: give a whole number and a unit, K, M, G or T, like 100G");
    }
    int power = "KMGT".indexOf(matcher.group(2)) + 1;
    return Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
  }
}
