package org.quakecore.cssync.catalogue.patterns;

import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.YamlEvents;
import org.quakecore.cssync.catalogue.check.Contains;
import org.quakecore.cssync.catalogue.check.ContentCheck;
import org.quakecore.cssync.catalogue.check.EqualsAt;
import org.quakecore.cssync.catalogue.check.NoZeroStation;
import org.quakecore.cssync.catalogue.check.NotEmpty;
import org.quakecore.cssync.catalogue.check.SizeFormula;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ScalarEvent;

/** Reads what a data type's {@code check} says. */
final class CheckParser {
  private static final int MOST_CHECKS = 100;

  private final YamlEvents yaml;

  CheckParser(YamlEvents yaml) {
    this.yaml = yaml;
  }

  /**
   * The checks of one pattern.
   *
   * @param at where the pattern stands
   */
  record OfPattern(ScalarEvent at, List<ContentCheck> checks) {}

  List<OfPattern> checks() throws SyncException {
    List<OfPattern> checks = new ArrayList<>();
    yaml.expect(Event.ID.MappingStart, "patterns, each with a list of its checks,");
    while (!yaml.ended(Event.ID.MappingEnd)) {
      ScalarEvent pattern = yaml.scalar("a pattern");
      List<ContentCheck> ofPattern = new ArrayList<>();
      yaml.expect(
          Event.ID.SequenceStart,
          "a list of checks, each behind a dash like \"- " + NotEmpty.KEY + "\",");
      while (!yaml.ended(Event.ID.SequenceEnd)) {
        addOne(ofPattern);
      }
      if (ofPattern.isEmpty()) {
        throw yaml.bad(pattern, Quoted.of(pattern.getValue()) + " has no checks; take it away");
      }
      checks.add(new OfPattern(pattern, ofPattern));
    }
    return checks;
  }

  private void addOne(List<ContentCheck> checks) throws SyncException {
    if (yaml.peek() instanceof ScalarEvent) {
      ScalarEvent word = yaml.scalar("a check");
      add(checks, word, plain(word));
      return;
    }
    yaml.expect(Event.ID.MappingStart, "a check like \"size: 0x500\" or \"" + NotEmpty.KEY + "\"");
    while (!yaml.ended(Event.ID.MappingEnd)) {
      ScalarEvent key = yaml.scalar("a check");
      add(checks, key, said(key));
    }
  }

  private void add(List<ContentCheck> checks, ScalarEvent at, ContentCheck check)
      throws SyncException {
    if (checks.contains(check)) {
      throw yaml.bad(at, check.text() + " is here twice; take one away");
    }
    if (checks.size() == MOST_CHECKS) {
      throw yaml.bad(at, "a pattern can have at most " + MOST_CHECKS + " checks");
    }
    checks.add(check);
  }

  private ContentCheck plain(ScalarEvent word) throws SyncException {
    return switch (word.getValue()) {
      case NotEmpty.KEY -> new NotEmpty();
      case NoZeroStation.KEY -> new NoZeroStation();
      case SizeFormula.KEY, Contains.KEY, EqualsAt.KEY ->
          throw yaml.bad(
              word, "say what it is to be behind a colon, like \"- " + word.getValue() + ": ...\"");
      default -> throw unknown(word);
    };
  }

  private ContentCheck said(ScalarEvent key) throws SyncException {
    if (List.of(NotEmpty.KEY, NoZeroStation.KEY).contains(key.getValue())) {
      throw yaml.bad(key, key.getValue() + " stands alone; take the colon and what follows away");
    }
    ScalarEvent value = yaml.scalar("what " + key.getValue() + " is to be");
    try {
      return switch (key.getValue()) {
        case SizeFormula.KEY -> new SizeFormula(value.getValue());
        case Contains.KEY -> new Contains(value.getValue());
        case EqualsAt.KEY -> new EqualsAt(value.getValue());
        default -> throw unknown(key);
      };
    } catch (IllegalArgumentException e) {
      throw yaml.bad(value, Quoted.of(value.getValue()) + ": " + Quoted.bare(e.getMessage()));
    }
  }

  private SyncException unknown(ScalarEvent word) {
    return yaml.bad(
        word,
        Quoted.of(word.getValue())
            + " is no check; there are size, contains, equals, not_empty and no_zero_station");
  }
}
