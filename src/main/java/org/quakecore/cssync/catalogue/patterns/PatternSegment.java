package org.quakecore.cssync.catalogue.patterns;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Fault;

/**
 * One folder level of a pattern: text, the fault's name and wildcards, in order.
 *
 * @param tokens in the order of the pattern, at least one
 */
public record PatternSegment(List<Token> tokens) {
  private static final String FAULT = SyncPatterns.FAULT_PLACEHOLDER;
  private static final String ANYTHING = ".*";

  /** No file's name is longer than 255; a long pattern makes a deep regular expression. */
  private static final int LONGEST = 1_000;

  public PatternSegment {
    tokens = List.copyOf(tokens);
  }

  /** What a token stands for. */
  public enum Kind {
    /** Exactly its text. */
    LITERAL,
    /** The fault's name. */
    FAULT_NAME,
    /** Anything its text, a regular expression, matches. */
    WILDCARD
  }

  /** A piece of a segment. */
  public record Token(Kind kind, String text) {}

  public boolean hasWildcard() {
    return tokens.stream().anyMatch(token -> token.kind() == Kind.WILDCARD);
  }

  public boolean namesFault() {
    return tokens.stream().anyMatch(token -> token.kind() == Kind.FAULT_NAME);
  }

  /** The one name a segment without wildcards stands for. */
  public String nameFor(Fault fault) {
    StringBuilder name = new StringBuilder();
    for (Token token : tokens) {
      name.append(token.kind() == Kind.FAULT_NAME ? fault.name() : token.text());
    }
    return name.toString();
  }

  /**
   * A regular expression that matches the same names, in a time that grows with the length of the
   * name alone. After each {@code *} the first place where what follows fits will do, up to the
   * next {@code *}: no other need be tried, which the atomic groups say. Without them {@code
   * *a*a*a*Z} takes longer than anybody waits.
   */
  public Pattern regex(Fault fault) {
    return regex(Pattern.quote(fault.name()));
  }

  /**
   * The same where there is no fault to name.
   *
   * @throws IllegalArgumentException when the segment names the fault
   */
  public Pattern regex() {
    if (namesFault()) {
      throw new IllegalArgumentException(FAULT + " stands for no fault here");
    }
    return regex("");
  }

  private Pattern regex(String fault) {
    List<StringBuilder> chunks = new ArrayList<>(List.of(new StringBuilder()));
    for (Token token : tokens) {
      if (token.text().equals(ANYTHING) && token.kind() == Kind.WILDCARD) {
        chunks.add(new StringBuilder());
      } else {
        chunks
            .get(chunks.size() - 1)
            .append(
                switch (token.kind()) {
                  case LITERAL -> Pattern.quote(token.text());
                  case FAULT_NAME -> fault;
                  case WILDCARD -> token.text();
                });
      }
    }
    StringBuilder regex = new StringBuilder(chunks.get(0));
    for (int i = 1; i < chunks.size(); i++) {
      boolean last = i == chunks.size() - 1;
      regex.append(last ? ".*" + chunks.get(i) : "(?>.*?" + chunks.get(i) + ")");
    }
    return Pattern.compile(regex.toString(), Pattern.DOTALL);
  }

  /**
   * Takes {@code *}, {@code ?} and {@code [...]} with the meaning they have in a shell; a bracket
   * that is never closed is itself.
   *
   * @throws IllegalArgumentException when it is too long, a bracket's range runs backwards, or
   *     braces hold anything but the placeholder
   */
  public static PatternSegment parse(String text) {
    if (text.length() > LONGEST) {
      throw new IllegalArgumentException(
          "a pattern can have at most " + LONGEST + " characters between two slashes");
    }
    List<Token> tokens = new ArrayList<>();
    StringBuilder literal = new StringBuilder();
    int at = 0;
    while (at < text.length()) {
      char c = text.charAt(at);
      int close = c == '[' ? closing(text, at) : -1;
      if (text.startsWith(FAULT, at)) {
        endLiteral(tokens, literal);
        tokens.add(new Token(Kind.FAULT_NAME, ""));
        at += FAULT.length();
      } else if (c == '*' || c == '?' || close > 0) {
        endLiteral(tokens, literal);
        String wild = c == '*' ? ANYTHING : c == '?' ? "." : bracket(text.substring(at + 1, close));
        tokens.add(new Token(Kind.WILDCARD, wild));
        at = close > 0 ? close + 1 : at + 1;
      } else if (c == '{' || c == '}') {
        throw new IllegalArgumentException("the only thing braces can hold is " + FAULT);
      } else {
        literal.append(c);
        at++;
      }
    }
    endLiteral(tokens, literal);
    return new PatternSegment(tokens);
  }

  private static void endLiteral(List<Token> tokens, StringBuilder literal) {
    if (literal.length() > 0) {
      tokens.add(new Token(Kind.LITERAL, literal.toString()));
      literal.setLength(0);
    }
  }

  /** The index of the bracket that closes the one here, or -1; {@code []a]} holds a bracket. */
  private static int closing(String text, int open) {
    int at = open + 1;
    if (at < text.length() && isNegation(text.charAt(at))) {
      at++;
    }
    return text.indexOf(']', at + 1);
  }

  private static boolean isNegation(char c) {
    return c == '!' || c == '^';
  }

  private static String bracket(String members) {
    boolean negated = isNegation(members.charAt(0));
    int[] points = members.substring(negated ? 1 : 0).codePoints().toArray();
    StringBuilder set = new StringBuilder(negated ? "[^" : "[");
    for (int i = 0; i < points.length; i++) {
      appendEscaped(set, points[i]);
      if (i + 2 < points.length && points[i + 1] == '-') {
        if (points[i + 2] < points[i]) {
          throw new IllegalArgumentException("the range in [" + members + "] runs backwards");
        }
        set.append('-');
        appendEscaped(set, points[i + 2]);
        i += 2;
      }
    }
    return set.append(']').toString();
  }

  private static void appendEscaped(StringBuilder set, int point) {
    set.append(
            Pattern.compile("[\\[\\]&^\\\\-]").matcher(Character.toString(point)).matches()
                ? "\\"
                : "")
        .appendCodePoint(point);
  }
}
