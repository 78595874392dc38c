package org.quakecore.cssync.catalogue.check;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Quoted;

/** A text stands at an offset, and ends there: a zero byte, or the end of the file, follows. */
public final class EqualsAt implements ContentCheck.Quick {
  public static final String KEY = "equals";

  private static final Pattern FORM = Pattern.compile("(.+) at (" + SizeFormula.NUMBER + ")");
  private static final int MOST_SHOWN = 64;

  private final String value;
  private final byte[] text;
  private final long offset;

  /**
   * @param value like {@code Cant1D_v2-midQ_leer.1d at 224}
   * @throws IllegalArgumentException when it is of another form
   */
  public EqualsAt(String value) {
    Matcher form = FORM.matcher(value);
    if (!form.matches() || value.length() > 1_000) {
      throw new IllegalArgumentException(
          "write the text and where it stands in the file, like \"Cant1D_v2.1d at 224\"");
    }
    this.value = value;
    this.text = form.group(1).getBytes(StandardCharsets.UTF_8);
    this.offset = SizeFormula.number(form.group(2));
  }

  @Override
  public String key() {
    return KEY;
  }

  @Override
  public String value() {
    return value;
  }

  @Override
  public Optional<String> problem(SourceBytes file) throws IOException {
    byte[] there = untilZero(file.read(offset, Math.max(text.length + 1, MOST_SHOWN)));
    return Arrays.equals(there, text)
        ? Optional.empty()
        : Optional.of(
            Quoted.of(new String(there, StandardCharsets.UTF_8))
                + " at "
                + offset
                + ", not "
                + Quoted.of(new String(text, StandardCharsets.UTF_8)));
  }

  static byte[] untilZero(byte[] bytes) {
    int end = 0;
    while (end < bytes.length && bytes[end] != 0) {
      end++;
    }
    return Arrays.copyOf(bytes, end);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof EqualsAt check && check.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }
}
