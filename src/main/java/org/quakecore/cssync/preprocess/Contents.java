package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.catalogue.check.ContentCheck;
import org.quakecore.cssync.catalogue.check.SourceBytes;
import org.quakecore.cssync.catalogue.patterns.FilePattern;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns.Place;

/**
 * Looks into files where the patterns ask for it, as far as a few small reads tell. What needs
 * every byte waits until upload reads the file anyway.
 */
final class Contents {
  static final Contents NONE = new Contents(Path.of(""), List.of());

  private final Path root;
  private final List<ContentCheck.Quick> checks;

  private Contents(Path root, List<ContentCheck> checks) {
    this.root = root;
    this.checks =
        checks.stream()
            .filter(ContentCheck.Quick.class::isInstance)
            .map(ContentCheck.Quick.class::cast)
            .toList();
  }

  /** What is asked of the files of a pattern. */
  static Contents of(Path root, Place place, FilePattern pattern) {
    List<ContentCheck> checks = place.checks().get(pattern);
    return checks == null ? NONE : new Contents(root, checks);
  }

  /** What is wrong with a file, in words. One without bytes is no file. */
  List<String> problems(SyncFile file) {
    if (checks.isEmpty() || file.size() == 0) {
      return List.of();
    }
    Path path = root.resolve(file.path());
    List<String> problems = new ArrayList<>();
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      SourceBytes bytes = new SourceBytes(channel, file.size());
      for (ContentCheck.Quick check : checks) {
        check.problem(bytes).ifPresent(problems::add);
      }
    } catch (IOException e) {
      problems.add("unreadable (" + Trouble.reason(e, path) + ")");
    }
    return problems;
  }
}
