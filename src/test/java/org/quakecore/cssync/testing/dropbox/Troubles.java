package org.quakecore.cssync.testing.dropbox;

import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that goes wrong here, in the order it was asked for. */
final class Troubles {
  private static final Set<Endpoint> ALL = Set.of(Endpoint.values());

  private final Tree tree;
  private final List<Trouble> troubles = new CopyOnWriteArrayList<>();

  /**
   * None so far.
   *
   * @param tree knows what path an id stands for
   */
  Troubles(Tree tree) {
    this.tree = tree;
  }

  Trouble on(Set<Endpoint> endpoints) {
    return new Trouble(endpoints.isEmpty() ? ALL : endpoints, false, troubles::add);
  }

  Trouble onCommit() {
    return new Trouble(ALL, true, troubles::add);
  }

  void clear() {
    troubles.clear();
  }

  /** Those that no call has met so far. */
  List<Trouble> toCome() {
    return troubles.stream().filter(trouble -> !trouble.hasCome()).toList();
  }

  /** What goes wrong with this call, counting it. */
  List<Effect> of(Call call) {
    String length = call.exchange().header("Content-Length");
    long bytes = length == null ? 0 : Long.parseLong(length);
    return of(false, call.endpoint(), tree.displayed(call.path()), bytes);
  }

  /** What goes wrong with this commit, counting it. */
  List<Effect> ofCommit(Endpoint endpoint, String path) {
    return of(true, endpoint, path, Long.MAX_VALUE);
  }

  private List<Effect> of(boolean onCommit, Endpoint endpoint, String path, long bytes) {
    // Not a lazy stream: each trouble has to count, whatever the others say.
    return List.copyOf(
        troubles.stream()
            .filter(trouble -> trouble.isOnCommit() == onCommit)
            .filter(trouble -> trouble.comesTo(endpoint, path, bytes))
            .map(Trouble::effect)
            .toList());
  }
}
