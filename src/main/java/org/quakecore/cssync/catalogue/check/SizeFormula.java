package org.quakecore.cssync.catalogue.check;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.Quoted;

/**
 * The file has as many bytes as a formula says, with numbers that stand in the file itself: {@code
 * 0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4}. They are little-endian.
 */
public final class SizeFormula implements ContentCheck.Quick {
  public static final String KEY = "size";

  static final String NUMBER = "0x[0-9A-Fa-f]{1,15}|[0-9]{1,18}";

  private static final String NAME = "[A-Za-z_][A-Za-z0-9_]{0,31}";
  private static final Pattern FIELD =
      Pattern.compile("(" + NAME + ") *= *int(32|64) +at +(" + NUMBER + ")");
  private static final Pattern TOKEN =
      Pattern.compile(" *(?:(" + NUMBER + ")|(" + NAME + ")|([-+*()]))");

  /** More than anybody writes, and few enough to read one by one. */
  private static final int LONGEST = 1_000;

  private static final String LIKE =
      "write it like \"0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4\"";

  private final String value;
  private final Map<String, Field> fields = new LinkedHashMap<>();
  private final ToLongFunction<Map<String, Long>> formula;

  private record Field(long offset, int bytes) {}

  /**
   * @throws IllegalArgumentException when it cannot be read, or names a number that it does not say
   *     the place of
   */
  public SizeFormula(String value) {
    this.value = value;
    if (value.length() > LONGEST) {
      throw new IllegalArgumentException("a formula can have at most " + LONGEST + " characters");
    }
    List<String> parts = new ArrayList<>(List.of(value.split(",", -1)));
    String expression = parts.remove(0);
    for (String part : parts) {
      Matcher field = FIELD.matcher(part.strip());
      if (!field.matches()) {
        throw new IllegalArgumentException(
            Quoted.of(part.strip())
                + " does not say what number stands where, like \"n = int32 at 0\"");
      }
      Field place = new Field(number(field.group(3)), Integer.parseInt(field.group(2)) / 8);
      if (fields.put(field.group(1), place) != null) {
        throw new IllegalArgumentException(field.group(1) + " is said twice; take one away");
      }
    }
    this.formula = new Expression(expression).whole();
  }

  static long number(String text) {
    return text.startsWith("0x") ? Long.parseLong(text.substring(2), 16) : Long.parseLong(text);
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
    Map<String, Long> numbers = new LinkedHashMap<>();
    for (Map.Entry<String, Field> field : fields.entrySet()) {
      Field place = field.getValue();
      byte[] bytes = file.read(place.offset, place.bytes);
      if (bytes.length < place.bytes) {
        return Optional.of(
            file.size() + " bytes, too few to have " + field.getKey() + " at " + place.offset);
      }
      ByteBuffer number = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN);
      numbers.put(field.getKey(), place.bytes == 4 ? number.getInt() : number.getLong());
    }
    String with =
        numbers.entrySet().stream()
            .map(each -> each.getKey() + " = " + each.getValue())
            .collect(Collectors.joining(", ", numbers.isEmpty() ? "" : " with ", ""));
    try {
      long wanted = formula.applyAsLong(numbers);
      return wanted == file.size()
          ? Optional.empty()
          : Optional.of(file.size() + " bytes, not " + wanted + with);
    } catch (ArithmeticException tooLarge) {
      return Optional.of(file.size() + " bytes, and no file can have its size" + with);
    }
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof SizeFormula check && check.value.equals(value);
  }

  @Override
  public int hashCode() {
    return value.hashCode();
  }

  /** Reads sums of products of numbers, names and brackets. */
  private final class Expression {
    private final Matcher tokens;
    private String token;

    Expression(String text) {
      tokens = TOKEN.matcher(text.stripTrailing());
      advance();
    }

    ToLongFunction<Map<String, Long>> whole() {
      ToLongFunction<Map<String, Long>> sum = sum();
      if (!token.isEmpty()) {
        throw unreadable();
      }
      return sum;
    }

    private void advance() {
      if (tokens.regionStart() == tokens.regionEnd()) {
        token = "";
      } else if (tokens.lookingAt()) {
        token = tokens.group().strip();
        tokens.region(tokens.end(), tokens.regionEnd());
      } else {
        throw unreadable();
      }
    }

    private boolean took(String sign) {
      boolean there = token.equals(sign);
      if (there) {
        advance();
      }
      return there;
    }

    private ToLongFunction<Map<String, Long>> sum() {
      ToLongFunction<Map<String, Long>> sum = product();
      while (token.equals("+") || token.equals("-")) {
        ToLongFunction<Map<String, Long>> before = sum;
        boolean plus = token.equals("+");
        advance();
        ToLongFunction<Map<String, Long>> next = product();
        sum =
            numbers ->
                plus
                    ? Math.addExact(before.applyAsLong(numbers), next.applyAsLong(numbers))
                    : Math.subtractExact(before.applyAsLong(numbers), next.applyAsLong(numbers));
      }
      return sum;
    }

    private ToLongFunction<Map<String, Long>> product() {
      ToLongFunction<Map<String, Long>> product = factor();
      while (took("*")) {
        ToLongFunction<Map<String, Long>> before = product;
        ToLongFunction<Map<String, Long>> next = factor();
        product =
            numbers -> Math.multiplyExact(before.applyAsLong(numbers), next.applyAsLong(numbers));
      }
      return product;
    }

    private ToLongFunction<Map<String, Long>> factor() {
      if (took("(")) {
        ToLongFunction<Map<String, Long>> inner = sum();
        if (!took(")")) {
          throw unreadable();
        }
        return inner;
      }
      String here = token;
      if (here.isEmpty() || "+-*()".contains(here)) {
        throw unreadable();
      }
      advance();
      if (Character.isDigit(here.charAt(0))) {
        long constant = number(here);
        return numbers -> constant;
      }
      if (!fields.containsKey(here)) {
        throw new IllegalArgumentException(
            "say where " + here + " stands in the file: add \", " + here + " = int32 at 0\"");
      }
      return numbers -> numbers.get(here);
    }

    private IllegalArgumentException unreadable() {
      return new IllegalArgumentException("the formula cannot be read; " + LIKE);
    }
  }
}
