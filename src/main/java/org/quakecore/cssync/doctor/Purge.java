package org.quakecore.cssync.doctor;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.purge.Forecast;
import org.quakecore.cssync.purge.Rule;

/** Which sources a purge takes next that deletes what was not read for long, fault by fault. */
final class Purge {
  /** Stands for a fault's name. */
  private static final Fault ANY = new Fault("FAULT");

  private final Path csRoot;
  private final Rule rule;

  Purge(Path csRoot, Rule rule) {
    this.csRoot = csRoot;
    this.rule = rule;
  }

  List<Finding> look(SyncPatterns patterns) throws SyncException, IOException {
    Path root = FolderListing.resolved(csRoot);
    Forecast forecast = new Forecast(rule, Forecast.Subject.SOURCES, root);
    for (Path folder : folders(root, patterns)) {
      for (Path fault : FolderListing.of(folder)) {
        add(fault, fault.getFileName().toString(), forecast);
      }
    }
    if (forecast.isEmpty()) {
      return List.of(
          Finding.warning(
              "purge",
              Quoted.bare(root.toString()) + " has no files where the patterns look for them",
              "give the run folder, which holds Runs and Data"));
    }
    return told(forecast);
  }

  /** The folders that hold one of each fault. */
  private static Set<Path> folders(Path root, SyncPatterns patterns) {
    Set<Path> folders = new LinkedHashSet<>();
    for (SyncPatterns.Place place : patterns.types().values()) {
      Path where = Path.of(place.folderFor(ANY));
      if (where.getNameCount() > 1 && where.endsWith(ANY.name())) {
        Path folder = root.resolve(where.getParent());
        if (Files.isDirectory(folder)) {
          folders.add(folder);
        }
      }
    }
    return folders;
  }

  private static void add(Path path, String fault, Forecast forecast) throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException goneMeanwhile) {
      return;
    }
    if (found.isDirectory()) {
      for (Path each : FolderListing.of(path)) {
        add(each, fault, forecast);
      }
    } else if (found.isRegularFile()) {
      forecast.add(fault, found.size(), found.lastAccessTime());
    }
  }

  private static List<Finding> told(Forecast forecast) {
    List<Finding> findings = new ArrayList<>();
    forecast
        .caveat()
        .ifPresent(
            words ->
                findings.add(
                    Finding.warning(
                        "purge", words, "ask whoever runs the disk what its purge goes by")));
    List<String> soonest = forecast.soonest();
    if (soonest.isEmpty()) {
      findings.add(Finding.ok("purge", forecast.sum()));
      return findings;
    }
    findings.add(
        Finding.warning(
            "purge",
            forecast.sum(),
            "send them first (upload --order purge), unless status --against CS_ROOT --purge_after "
                + forecast.rule().after().toDays()
                + "d says that the archive has them"));
    soonest.forEach(line -> findings.add(Finding.warning("purge", line, "")));
    return findings;
  }
}
