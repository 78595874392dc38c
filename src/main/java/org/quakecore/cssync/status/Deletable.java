package org.quakecore.cssync.status;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.transfer.ByteCount;

/**
 * What of a run's sources could be deleted, and why not the rest.
 *
 * @param address of the archive
 * @param sources that are safe to delete, by path
 * @param kept sets, or groups of sources, of which nothing is deleted, each with the reason
 * @param underWay faults that an upload changes, each with what is known of it
 */
public record Deletable(
    String address,
    List<SafeSource> sources,
    List<String> kept,
    SortedMap<String, String> underWay) {

  static Deletable of(VersionStatus result, SortedMap<String, String> underWay) {
    SourceComparison.Result against = result.against().orElseThrow();
    List<String> kept = new ArrayList<>();
    result.problems().forEach(problem -> kept.add(Quoted.bare(problem)));
    for (JudgedSet set : result.sets()) {
      if (set.type().isSample()) {
        continue;
      }
      Optional<String> adopted = adopted(set);
      if (adopted.isPresent()) {
        kept.add(set + ": " + adopted.get());
      } else if (set.state() == State.COMPLETE && set.proven()) {
        kept.addAll(ofSet(set, against.found().get(set.toString())));
      } else if (set.expected() || set.state() != State.ABSENT) {
        kept.add(set + ": " + why(set, against.found().get(set.toString())));
      }
    }
    SafeToDelete safe = against.safe();
    if (safe.besideTheArchive() > 0) {
      kept.add(
          ByteCount.files(safe.besideTheArchive())
              + ": "
              + Quoted.bare(safe.whyBesideTheArchive()));
    }
    return new Deletable(result.address(), safe.sources(), kept, underWay);
  }

  /** Why nothing is deleted for the sake of a manifest that was not made of the sources. */
  private static Optional<String> adopted(JudgedSet set) {
    return set.trusted()
        .filter(manifest -> manifest.adopted() != null)
        .flatMap(
            manifest ->
                !manifest.knowsContent()
                    ? Optional.of(
                        "adopted, and the content of its files is not known; adopt --read reads it")
                    : manifest.members().stream().allMatch(member -> member.source() == null)
                        ? Optional.of("adopted, and where its sources were is not known")
                        : Optional.empty());
  }

  private static List<String> ofSet(JudgedSet set, SourceCheck.Found found) {
    return found == null || found.unverified().isEmpty()
        ? List.of()
        : List.of(
            set
                + ": "
                + ByteCount.files(found.unverified().size())
                + " not verified: --rehash compares content");
  }

  private static String why(JudgedSet set, SourceCheck.Found found) {
    if (set.state() == State.COMPLETE) {
      return found != null && found.unchanged().isEmpty() && found.gone() > 0
          ? "its sources are gone already"
          : "its parts are not proven by content hash";
    }
    return set.state().words()
        + (set.problems().isEmpty() ? "" : ": " + Quoted.bare(set.problems().get(0)));
  }
}
