package org.quakecore.cssync.cli;

import org.quakecore.cssync.catalogue.CsVersion;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a version as the remote's folder is called. */
final class VersionName implements ITypeConverter<CsVersion> {
  @Override
  public CsVersion convert(String text) {
    try {
      return new CsVersion(text);
    } catch (IllegalArgumentException refused) {
      throw new TypeConversionException(refused.getMessage());
    }
  }
}
