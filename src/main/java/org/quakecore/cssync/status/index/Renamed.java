package org.quakecore.cssync.status.index;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;

/** Finds a version again whose folder was renamed, by what its manifests say of themselves. */
public final class Renamed {
  private final Remote remote;
  private final Look look;

  public Renamed(Remote remote, Look look) {
    this.remote = remote;
    this.look = look;
  }

  /**
   * Demands that a version is there.
   *
   * @throws SyncException BAD_INPUT where it is not, saying where its sets are, if anywhere
   */
  public void demand(CsVersion version) throws SyncException {
    boolean anyCase = remote.traits().caseInsensitive();
    UnaryOperator<String> key = name -> anyCase ? Fault.folded(name) : name;
    String wanted = key.apply(version.name());
    if (remote.folders("").orElse(List.of()).stream()
        .anyMatch(name -> key.apply(name).equals(wanted))) {
      return;
    }
    Map<String, Long> holders = new TreeMap<>();
    look.each(
        set -> List.of(),
        other ->
            other.sets().stream()
                .filter(set -> !set.files().isEmpty() && key.apply(set.writtenFor()).equals(wanted))
                .forEach(set -> holders.merge(set.version(), 1L, Long::sum)));
    Optional<String> where =
        holders.isEmpty()
            ? Optional.empty()
            : Optional.of(
                holders.entrySet().stream()
                    .map(each -> each.getKey() + " holds " + each.getValue())
                    .collect(Collectors.joining(", ")));
    throw new SyncException(
        Kind.BAD_INPUT,
        remote.address(version.name())
            + ": there is no such version"
            + where
                .map(words -> "; of the sets archived as " + version + ", " + words)
                .orElse(", and nothing archived as it in any other"));
  }
}
