package org.quakecore.cssync.download.extract;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.download.plan.ArchivedSet;
import org.quakecore.cssync.download.plan.Options;
import org.quakecore.cssync.download.plan.SetListing;
import org.quakecore.cssync.inventory.Expectation;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.RunLock;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Times;
import org.quakecore.cssync.transfer.Waiting;

/**
 * Which faults of a version are whose, where several runs share a download. They begin at different
 * times, and the remote may have changed in between, so what the first one finds is written down in
 * the download folder, and holds for all. A fault that came to be there since is whose its name
 * says.
 */
public final class Division {
  /** Others hold the lock for a moment. */
  private static final Times OTHERS = new Times(Optional.empty(), Duration.ofMinutes(10));

  private Division() {}

  /** The options of a run that knows which faults it has. */
  public static Options settled(Options options, SetListing listing, Expectation expectation)
      throws SyncException {
    Shard shard = options.shard();
    if (shard.isAll()) {
      return options;
    }
    Set<Fault> faults = new TreeSet<>(expectation.faults());
    faults.addAll(listing.sets().keySet());
    faults.removeIf(fault -> !options.passes(fault));
    Map<Fault, Long> bytes = new HashMap<>();
    faults.forEach(fault -> bytes.put(fault, bytes(listing, fault)));
    Map<String, Integer> known = recorded(options, bytes);
    Set<Fault> own = new TreeSet<>();
    for (Fault fault : faults) {
      int byName = 1 + Math.floorMod(fault.name().hashCode(), shard.count());
      if (known.getOrDefault(fault.name(), byName) == shard.index()) {
        own.add(fault);
      }
    }
    return options.with(shard.with(own));
  }

  private static long bytes(SetListing listing, Fault fault) {
    ToLongFunction<ArchivedSet> bytes =
        set -> set.files().stream().mapToLong(file -> file.size()).sum();
    return listing.sets().getOrDefault(fault, Map.of()).values().stream().mapToLong(bytes).sum();
  }

  private static Map<String, Integer> recorded(Options options, Map<Fault, Long> bytes)
      throws SyncException {
    Path record = options.folder().resolve(".shards_of_" + options.shard().count());
    if (Files.exists(record)) {
      return read(record);
    }
    if (options.dryRun()) {
      return options.shard().division(bytes);
    }
    Disk.makeFolder(options.folder());
    Waiting waiting = new Waiting(OTHERS, line -> {}, Retry.Pause.SLEEP);
    try (RunLock turn =
        RunLock.take(options.folder().resolve(".shards.lock"), Shard.ALL, waiting)) {
      turn.demand();
      if (!Files.exists(record)) {
        List<String> lines =
            options.shard().division(bytes).entrySet().stream()
                .map(fault -> fault.getValue() + " " + fault.getKey())
                .sorted()
                .toList();
        Disk.replace(record, lines);
      }
      return read(record);
    }
  }

  private static Map<String, Integer> read(Path record) throws SyncException {
    Map<String, Integer> known = new HashMap<>();
    for (String line : Disk.lines(record)) {
      int space = line.indexOf(' ');
      if (line.matches("\\d{1,6} .+")) {
        known.put(line.substring(space + 1), Integer.valueOf(line.substring(0, space)));
      }
    }
    return known;
  }
}
