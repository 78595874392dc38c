package org.quakecore.cssync.preprocess;

import java.util.LinkedHashSet;
import java.util.Set;
import org.quakecore.cssync.catalogue.Quoted;

/** Collects names for a message, each once; when there are very many it only counts on. */
final class Names {
  private static final int MOST = 100;

  private final Set<String> first = new LinkedHashSet<>();
  private long more;

  void add(String name) {
    if (first.size() < MOST) {
      first.add(Quoted.bare(name));
    } else {
      more++;
    }
  }

  void addAll(Names others) {
    others.first.forEach(this::add);
    more += others.more;
  }

  boolean isEmpty() {
    return first.isEmpty();
  }

  boolean areSeveral() {
    return first.size() > 1;
  }

  @Override
  public String toString() {
    return String.join(", ", first) + (more == 0 ? "" : " and " + more + " more");
  }
}
