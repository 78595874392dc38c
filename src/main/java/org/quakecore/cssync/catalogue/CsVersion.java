package org.quakecore.cssync.catalogue;

import java.util.regex.Pattern;

/** A Cybershake version, like v22p12: the name of a folder on the remote. */
public record CsVersion(String name) {
  private static final Pattern USUAL = Pattern.compile("v\\d{2}p\\d{1,2}");

  /**
   * Takes any name that can be one folder; {@link #looksUsual()} tells whether it is in the usual
   * form.
   *
   * @throws IllegalArgumentException when it is not the name of one folder
   */
  public CsVersion {
    if (name.isBlank() || !name.strip().equals(name)) {
      throw new IllegalArgumentException("a Cybershake version needs a name, like v22p12");
    }
    if (name.startsWith(".")
        || name.startsWith("_")
        || name.chars().anyMatch(c -> c == '/' || c == '\\' || Quoted.isUnsafe(c))) {
      throw new IllegalArgumentException(
          Quoted.of(name) + " cannot be the name of a version's folder; give one like v22p12");
    }
  }

  /** Whether the name has the form vYYpM or vYYpMM of the specification. */
  public boolean looksUsual() {
    return USUAL.matcher(name).matches();
  }

  @Override
  public String toString() {
    return name;
  }
}
