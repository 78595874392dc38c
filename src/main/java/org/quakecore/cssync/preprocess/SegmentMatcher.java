package org.quakecore.cssync.preprocess;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.patterns.PatternSegment;
import org.quakecore.cssync.catalogue.patterns.PatternSegment.Kind;
import org.quakecore.cssync.catalogue.patterns.PatternSegment.Token;

/** Matches names of one folder level for one fault, and reads the event in what a wildcard took. */
final class SegmentMatcher {
  private static final Pattern OPEN_NUMBER = Pattern.compile("(?:^|_)(REL[0-9]*)$");

  private final String fault;
  private final String prefix;
  private final String suffix;
  private final boolean behindFault;
  private final String lead;

  /** Null where the wildcards are one {@code *}, which takes any text. */
  private final Pattern middle;

  SegmentMatcher(PatternSegment segment, Fault fault) {
    this.fault = fault.name();
    List<Token> tokens = segment.tokens();
    int first = 0;
    while (tokens.get(first).kind() != Kind.WILDCARD) {
      first++;
    }
    int end = tokens.size();
    while (tokens.get(end - 1).kind() != Kind.WILDCARD) {
      end--;
    }
    this.prefix = text(tokens.subList(0, first));
    this.suffix = text(tokens.subList(end, tokens.size()));
    this.behindFault = prefix.endsWith(this.fault);
    this.lead = lead();
    boolean anything = end == first + 1 && tokens.get(first).text().equals(".*");
    this.middle = anything ? null : new PatternSegment(tokens.subList(first, end)).regex(fault);
  }

  private String text(List<Token> tokens) {
    return tokens.isEmpty()
        ? ""
        : new PatternSegment(new ArrayList<>(tokens)).nameFor(new Fault(fault));
  }

  /** What in front of the wildcard belongs to the event: {@code F_REL*.csv} takes only digits. */
  private String lead() {
    Matcher open = OPEN_NUMBER.matcher(prefix);
    if (open.find()) {
      return "_" + open.group(1);
    }
    return prefix.endsWith("_") ? "_" : "";
  }

  /** The text that every name it matches starts with. */
  String prefix() {
    return prefix;
  }

  /** The text that every name it matches ends with. */
  String suffix() {
    return suffix;
  }

  /** Whether the name fits, with the event its wildcards tell, or null. */
  Event match(String name) {
    int end = name.length() - suffix.length();
    if (end < prefix.length() || !name.startsWith(prefix) || !name.endsWith(suffix)) {
      return null;
    }
    // As in a shell, a wildcard does not take the dot of a hidden file.
    if (prefix.isEmpty() && name.startsWith(".")) {
      return null;
    }
    String taken = name.substring(prefix.length(), end);
    if (middle != null && !middle.matcher(taken).matches()) {
      return null;
    }
    if (!behindFault && taken.startsWith(fault)) {
      return Event.of(taken.substring(fault.length()), true);
    }
    return Event.of(lead + taken, behindFault);
  }

  /** Whether some name could match both. */
  boolean mayOverlap(SegmentMatcher other) {
    return (suffix.endsWith(other.suffix) || other.suffix.endsWith(suffix))
        && (prefix.startsWith(other.prefix) || other.prefix.startsWith(prefix));
  }
}
