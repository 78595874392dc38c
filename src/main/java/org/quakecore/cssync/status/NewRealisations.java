package org.quakecore.cssync.status;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntPredicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.Realisation;
import org.quakecore.cssync.catalogue.SyncException;

/**
 * Finds files of realisations that were added to a fault after it was archived: those that lie
 * where an archived one lies, but for the number of the realisation. {@code
 * Runs/F/F_REL01/BB/Acc/BB.bin} in the archive makes {@code Runs/F/F_REL32/BB/Acc/BB.bin} on the
 * disk a new one.
 */
final class NewRealisations {
  /** A number has at most as many digits as {@link Realisation#MOST}. */
  private static final String NUMBER = "_REL(\\d{1,7})(?!\\d)";

  private final Pattern event;
  private final Map<Path, List<String>> listed = new HashMap<>();

  NewRealisations(Fault fault) {
    this.event = Pattern.compile(Pattern.quote(fault.name()) + NUMBER);
  }

  /** Where files of one kind lie: the event stands between {@code before} and {@code after}. */
  private record Place(Path folder, String before, String after, String below) {}

  /**
   * The paths of the new files, sorted.
   *
   * @param archived absolute paths
   * @param expected which realisations should be there; empty when nobody said, and then those
   *     below the first that was archived do not count: a run may leave them out
   * @throws SyncException DATA when a folder could not be read to its end; INTERRUPTED
   */
  List<Path> beside(Set<Path> archived, Optional<IntPredicate> expected) throws SyncException {
    Set<Place> places = new HashSet<>();
    int first = Integer.MAX_VALUE;
    for (Path source : archived) {
      OptionalInt number = add(source, places);
      first = Math.min(first, number.orElse(first));
    }
    int lowest = first;
    IntPredicate counts = expected.orElse(number -> number > lowest);
    TreeMap<String, Path> found = new TreeMap<>(ByteOrder.COMPARATOR);
    for (Place place : places) {
      for (Path candidate : candidates(place, counts)) {
        if (!archived.contains(candidate) && Files.isRegularFile(candidate)) {
          found.put(candidate.toString(), candidate);
        }
      }
    }
    return List.copyOf(found.values());
  }

  private OptionalInt add(Path source, Set<Place> places) {
    String text = source.toString();
    Matcher match = event.matcher(text);
    if (!match.find()) {
      return OptionalInt.empty();
    }
    int number = Integer.parseInt(match.group(1));
    int start = text.lastIndexOf('/', match.start()) + 1;
    int slash = text.indexOf('/', match.end());
    int end = slash < 0 ? text.length() : slash;
    Place place =
        new Place(
            Path.of(text.substring(0, start)),
            text.substring(start, match.start()),
            text.substring(match.end(), end),
            // The event can stand in names further down as well: F_REL01/IM_calc/F_REL01.csv.
            text.substring(end).replace(match.group(), "\0"));
    places.add(place);
    return OptionalInt.of(number);
  }

  private List<Path> candidates(Place place, IntPredicate counts) throws SyncException {
    List<Path> candidates = new ArrayList<>();
    for (String name : names(place.folder())) {
      Matcher match = event.matcher(name);
      if (match.find()
          && name.substring(0, match.start()).equals(place.before())
          && name.substring(match.end()).equals(place.after())
          && counts.test(Integer.parseInt(match.group(1)))) {
        candidates.add(
            Path.of(place.folder() + "/" + name + place.below().replace("\0", match.group())));
      }
    }
    return candidates;
  }

  private List<String> names(Path folder) throws SyncException {
    List<String> known = listed.get(folder);
    if (known != null) {
      return known;
    }
    List<String> names;
    try {
      names = FolderListing.of(folder).stream().map(path -> path.getFileName().toString()).toList();
    } catch (NoSuchFileException | NotDirectoryException gone) {
      // Cleaned away with all that was in it.
      names = List.of();
    } catch (IOException unreadable) {
      throw SyncException.of(unreadable, folder, SyncException.Kind.DATA);
    }
    if (Thread.currentThread().isInterrupted()) {
      throw SyncException.interrupted(null);
    }
    listed.put(folder, names);
    return names;
  }
}
