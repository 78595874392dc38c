package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.catalogue.patterns.FilePattern;
import org.quakecore.cssync.catalogue.patterns.PatternSegment;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns.Place;

/**
 * Finds the files of one fault that patterns match, following symbolic links.
 *
 * <p>On a shared scratch disk every question costs a round trip to its server. So only folders that
 * a wildcard asks about are listed, and only files that match to the end are asked for their size,
 * in one call each.
 */
final class PatternMatcher {
  /**
   * What one look at a file told.
   *
   * @param read when it was last read
   */
  private record Seen(long size, FileTime read) {
    private static final Seen NO_FILE = new Seen(-1, FileTime.fromMillis(0));

    boolean isFile() {
      return size >= 0;
    }
  }

  private final Path root;
  private final Fault fault;
  private final Folders folders;

  /** By path, kept only where two patterns could meet one file; else null. */
  private final Map<String, Seen> seen;

  PatternMatcher(Path root, Fault fault, Folders shared, boolean patternsOverlap) {
    this.root = root;
    this.fault = fault;
    this.folders = shared.forFault();
    this.seen = patternsOverlap ? new HashMap<>() : null;
  }

  /** Takes the files that a pattern finds. */
  interface Finds {
    /** A file that matches; they come sorted folder by folder. */
    void match(Match match);

    /** A file that is there by name but cannot be used, in words. */
    void trouble(String words);
  }

  /** A run of folder levels without wildcards, or one level with. */
  private record Step(String path, SegmentMatcher wildcard, boolean shared) {}

  /**
   * Walks the tree along one pattern.
   *
   * @throws SyncException of kind INTERRUPTED only
   */
  void find(Place place, FilePattern pattern, Finds finds) throws SyncException {
    List<PatternSegment> segments = new ArrayList<>(place.where());
    segments.addAll(pattern.segments());
    new Walk(steps(segments), place.folderFor(fault), finds).from(root, "", 0, Event.MEDIAN, true);
  }

  private List<Step> steps(List<PatternSegment> segments) {
    List<Step> steps = new ArrayList<>();
    StringBuilder names = new StringBuilder();
    boolean shared = true;
    for (PatternSegment segment : segments) {
      if (segment.hasWildcard()) {
        if (names.length() > 0) {
          steps.add(new Step(names.toString(), null, shared));
          names.setLength(0);
        }
        steps.add(new Step("", new SegmentMatcher(segment, fault), shared));
      } else {
        names.append(names.length() > 0 ? "/" : "").append(segment.nameFor(fault));
      }
      shared &= !segment.namesFault();
    }
    if (names.length() > 0) {
      steps.add(new Step(names.toString(), null, shared));
    }
    return steps;
  }

  private static String join(String folder, String name) {
    return folder.isEmpty() ? name : folder + "/" + name;
  }

  /** One pass through the tree along a pattern. */
  private final class Walk {
    private final List<Step> steps;
    private final String where;
    private final Finds finds;

    Walk(List<Step> steps, String where, Finds finds) {
      this.steps = steps;
      this.where = where;
      this.finds = finds;
    }

    void from(Path folder, String key, int index, Event event, boolean decodable)
        throws SyncException {
      Step step = steps.get(index);
      boolean last = index == steps.size() - 1;
      if (step.wildcard() == null) {
        Path path;
        try {
          path = folder.resolve(step.path());
        } catch (InvalidPathException e) {
          trouble(join(key, step.path()), "a name this system cannot hold");
          return;
        }
        reach(path, join(key, step.path()), index, last, event, decodable);
        return;
      }
      Folders.Names names = (step.shared() ? folders.shared() : folders).list(key, folder);
      if (names.trouble() != null) {
        trouble(key, "unreadable (" + names.trouble() + ")");
      }
      for (String name : names.startingWith(step.wildcard().prefix())) {
        Event told = step.wildcard().match(name);
        if (told != null) {
          Path odd = names.undecodable().get(name);
          Path path = odd == null ? folder.resolve(name) : odd;
          reach(path, join(key, name), index, last, event.and(told), decodable && odd == null);
        }
      }
    }

    private void reach(
        Path path, String key, int index, boolean last, Event event, boolean decodable)
        throws SyncException {
      if (!last) {
        from(path, key, index + 1, event, decodable);
        return;
      }
      Seen file = seen == null ? look(path, key) : remembered(path, key);
      if (file.isFile() && !decodable) {
        trouble(key, "a name that is not UTF-8 (rename it)");
      } else if (file.isFile()) {
        finds.match(new Match(new SyncFile(key, file.size()), event, file.read()));
      }
    }

    private Seen remembered(Path path, String key) {
      Seen known = seen.get(key);
      if (known == null) {
        known = look(path, key);
        seen.put(key, known);
      }
      return known;
    }

    private Seen look(Path path, String key) {
      try {
        BasicFileAttributes file = Files.readAttributes(path, BasicFileAttributes.class);
        if (file.isRegularFile()) {
          return new Seen(file.size(), file.lastAccessTime());
        }
        trouble(key, file.isDirectory() ? "a folder, not a file" : "not a plain file");
      } catch (NoSuchFileException e) {
        if (Files.isSymbolicLink(path)) {
          trouble(key, "a dangling link");
        }
      } catch (FileSystemException e) {
        if (!"Not a directory".equals(e.getReason())) {
          trouble(key, "unreadable (" + Trouble.reason(e, path) + ")");
        }
      } catch (IOException e) {
        trouble(key, "unreadable (" + Trouble.reason(e, path) + ")");
      }
      return Seen.NO_FILE;
    }

    private void trouble(String key, String what) {
      boolean below = key.startsWith(where + "/");
      String shown = below ? key.substring(where.length() + 1) : key;
      finds.trouble(Quoted.bare(shown) + " is " + what);
    }
  }
}
