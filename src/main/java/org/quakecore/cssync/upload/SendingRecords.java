package org.quakecore.cssync.upload;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonParseException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.WholeFile;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.upload.plan.SendingRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.SetRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.State;

/**
 * Keeps the records of what is being sent, one file a fault, each rewritten whole. A record that
 * speaks of another remote, or cannot be read, counts as none: then what stands on the remote is
 * somebody else's and is only replaced when asked.
 */
final class SendingRecords {
  private static final Gson GSON =
      new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();

  private final Path folder;
  private final String remote;
  private final Clock clock;
  private final Map<Fault, SendingRecord> known = new HashMap<>();

  /**
   * @param folder of the version's staging
   * @param remote the address of the version's folder
   */
  SendingRecords(Path folder, String remote, Clock clock) {
    this.folder = folder;
    this.remote = remote;
    this.clock = clock;
  }

  synchronized Optional<SetRecord> of(Fault fault, DataType type) {
    return Optional.ofNullable(record(fault).sets().get(type.label()));
  }

  /** Whether a set of the fault was being exchanged when its run ended. */
  synchronized boolean isExchanging(Fault fault) {
    return record(fault).sets().values().stream().anyMatch(set -> set.state() == State.EXCHANGING);
  }

  /** Replaces what is recorded of some sets of a fault. */
  synchronized void put(Fault fault, Map<DataType, SetRecord> changes) throws SyncException {
    if (changes.isEmpty()) {
      return;
    }
    Map<String, SetRecord> sets = new TreeMap<>(record(fault).sets());
    changes.forEach((type, set) -> sets.put(type.label(), set));
    SendingRecord changed = new SendingRecord(SendingRecord.FORMAT, remote, fault.name(), sets);
    WholeFile.write(file(fault), GSON.toJson(changed) + "\n");
    known.put(fault, changed);
  }

  /** Adds what was learnt of one file while it was made. */
  synchronized void learnt(Fault fault, DataType type, FileRecord file) throws SyncException {
    SetRecord set = record(fault).sets().get(type.label());
    List<FileRecord> files =
        set.files().stream().map(old -> old.name().equals(file.name()) ? file : old).toList();
    SetRecord told = new SetRecord(set.state(), set.replacing(), set.provenAt(), files);
    put(fault, Map.of(type, told));
  }

  synchronized void advance(Fault fault, DataType type, State next) throws SyncException {
    SetRecord set = record(fault).sets().get(type.label());
    put(fault, Map.of(type, set.in(next, clock.millis())));
    if (next == State.PROVEN) {
      writeProgress(fault);
    }
  }

  /** The types of a fault that were proven on this remote: what {@code _progress.yaml} lists. */
  private void writeProgress(Fault fault) throws SyncException {
    StringBuilder yaml = new StringBuilder();
    record(fault).sets().entrySet().stream()
        .filter(set -> set.getValue().state() == State.PROVEN)
        .forEach(set -> yaml.append("- ").append(set.getKey()).append('\n'));
    WholeFile.write(folder.resolve(fault + "_progress.yaml"), yaml.toString());
  }

  private SendingRecord record(Fault fault) {
    return known.computeIfAbsent(fault, this::read);
  }

  private SendingRecord read(Fault fault) {
    SendingRecord none = new SendingRecord(SendingRecord.FORMAT, remote, fault.name(), Map.of());
    Path file = file(fault);
    if (!Files.exists(file)) {
      return none;
    }
    try {
      // What is larger than any manifest of it could be was not written by us.
      boolean sensible = Files.size(file) <= Manifest.MOST_BYTES;
      SendingRecord found =
          sensible ? GSON.fromJson(Files.readString(file), SendingRecord.class) : null;
      boolean ours =
          found != null
              && found.format() == SendingRecord.FORMAT
              && remote.equals(found.remote())
              && fault.name().equals(found.fault())
              && isWhole(found);
      return ours ? found : none;
    } catch (IOException | JsonParseException unreadable) {
      return none;
    }
  }

  private static boolean isWhole(SendingRecord record) {
    return record.sets() != null
        && record.sets().values().stream()
            .allMatch(
                set ->
                    set != null
                        && set.state() != null
                        && set.files() != null
                        && set.files().stream()
                            .allMatch(
                                file ->
                                    file != null
                                        && file.name() != null
                                        && file.members() != null
                                        && file.members().stream().allMatch(Objects::nonNull)));
  }

  private Path file(Fault fault) {
    return folder.resolve(fault + "_sending.json");
  }

  /** Makes the folder the records lie in. */
  void prepare() throws SyncException {
    try {
      if (!Files.isDirectory(folder)) {
        // Not always, because Java 17 refuses a folder that is reached by a symbolic link.
        Files.createDirectories(folder);
      }
    } catch (IOException failure) {
      throw SyncException.of(failure, folder, Kind.BAD_INPUT);
    }
  }
}
