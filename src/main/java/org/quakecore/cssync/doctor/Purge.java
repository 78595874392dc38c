package org.quakecore.cssync.doctor;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.transfer.ByteCount;

/** Which sources a purge takes next that deletes what was not read for long, fault by fault. */
final class Purge {
  /** After the last access, by the rules of NeSI's nobackup. */
  private static final Duration AFTER = Duration.ofDays(90);

  /** Time enough to upload a large fault. */
  private static final Duration SOON = Duration.ofDays(14);

  private static final int MOST_TOLD = 5;

  /** Stands for a fault's name. */
  private static final Fault ANY = new Fault("FAULT");

  private final Path csRoot;
  private final InstantSource clock;

  Purge(Path csRoot, InstantSource clock) {
    this.csRoot = csRoot;
    this.clock = clock;
  }

  /** What there is of a fault, and what of it is taken soon. */
  private static final class Tally {
    private Instant oldest = Instant.MAX;
    private long files;
    private long soon;
    private long bytesSoon;
  }

  List<Finding> look(SyncPatterns patterns) throws SyncException, IOException {
    Path root = FolderListing.resolved(csRoot);
    Map<String, Tally> faults = new TreeMap<>();
    for (Path folder : folders(root, patterns)) {
      for (Path fault : FolderListing.of(folder)) {
        add(fault, faults.computeIfAbsent(fault.getFileName().toString(), name -> new Tally()));
      }
    }
    faults.values().removeIf(tally -> tally.files == 0);
    if (faults.isEmpty()) {
      return List.of(
          Finding.warning(
              "purge",
              Quoted.bare(root.toString()) + " has no files where the patterns look for them",
              "give the run folder, which holds Runs and Data"));
    }
    if (keepsNoAccessTimes(root)) {
      return List.of(
          Finding.warning(
              "purge",
              Quoted.bare(root.toString()) + " is mounted noatime: nobody sees what was read when",
              "ask whoever runs the disk what its purge goes by"));
    }
    return told(faults);
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

  private void add(Path path, Tally tally) throws IOException {
    BasicFileAttributes found;
    try {
      found = Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
    } catch (NoSuchFileException goneMeanwhile) {
      return;
    }
    if (found.isDirectory()) {
      for (Path each : FolderListing.of(path)) {
        add(each, tally);
      }
    } else if (found.isRegularFile()) {
      Instant read = found.lastAccessTime().toInstant();
      tally.files++;
      if (read.isBefore(tally.oldest)) {
        tally.oldest = read;
      }
      if (left(read).compareTo(SOON) < 0) {
        tally.soon++;
        tally.bytesSoon += found.size();
      }
    }
  }

  private Duration left(Instant read) {
    return Duration.between(clock.instant(), read.plus(AFTER));
  }

  private List<Finding> told(Map<String, Tally> faults) {
    List<Map.Entry<String, Tally>> byAge = new ArrayList<>(faults.entrySet());
    byAge.sort(Comparator.comparing(each -> each.getValue().oldest));
    List<Map.Entry<String, Tally>> soon =
        byAge.stream().filter(each -> each.getValue().soon > 0).toList();
    if (soon.isEmpty()) {
      Map.Entry<String, Tally> first = byAge.get(0);
      return List.of(
          Finding.ok(
              "purge",
              "a purge after 90 days takes nothing in the next 14; first "
                  + Quoted.bare(first.getKey())
                  + when(first.getValue().oldest)));
    }
    List<Finding> findings = new ArrayList<>();
    for (Map.Entry<String, Tally> each : soon.subList(0, Math.min(MOST_TOLD, soon.size()))) {
      Tally tally = each.getValue();
      findings.add(
          Finding.warning(
              "purge",
              Quoted.bare(each.getKey())
                  + when(tally.oldest)
                  + "; in the next 14 days "
                  + ByteCount.files(tally.soon)
                  + " of "
                  + tally.files
                  + ", "
                  + ByteCount.human(tally.bytesSoon),
              each == soon.get(0)
                  ? "upload these faults first (--inc_fault), unless status --against CS_ROOT says that the archive has"
                      + " them"
                  : ""));
    }
    if (soon.size() > MOST_TOLD) {
      findings.add(
          Finding.warning("purge", (soon.size() - MOST_TOLD) + " more faults like these", ""));
    }
    return findings;
  }

  private String when(Instant read) {
    long days = left(read).toDays();
    return ", last read "
        + LocalDate.ofInstant(read, ZoneOffset.UTC)
        + (left(read).isNegative() ? ": due " + -days + " days ago" : ": due in " + days + " days");
  }

  /** By the mount that the folder is on, where the system tells. */
  private static boolean keepsNoAccessTimes(Path root) throws IOException {
    Path mounts = Path.of("/proc/self/mounts");
    if (!Files.isReadable(mounts)) {
      return false;
    }
    Path longest = Path.of("/");
    boolean none = false;
    for (String line : Files.readAllLines(mounts, StandardCharsets.UTF_8)) {
      String[] fields = line.split(" ", -1);
      // Blanks in names are escaped; such a mount is passed over.
      Path point = fields.length < 4 ? longest : Path.of(fields[1]);
      if (fields.length >= 4
          && root.startsWith(point)
          && point.getNameCount() >= longest.getNameCount()) {
        longest = point;
        none = List.of(fields[3].split(",", -1)).contains("noatime");
      }
    }
    return none;
  }
}
