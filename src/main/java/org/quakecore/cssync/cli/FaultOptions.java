package org.quakecore.cssync.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.transfer.Shard;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** Which faults, the same for every command. */
final class FaultOptions {
  @Option(
      names = {"--inc_fault", "--inc-fault"},
      paramLabel = "FAULT",
      description = "Only this fault; repeat it or separate several by commas. All if unspecified.")
  private List<String> included = new ArrayList<>();

  @Option(
      names = {"--exc_fault", "--exc-fault"},
      paramLabel = "FAULT",
      description = "Not this fault, even if --inc_fault names it; repeat it or use commas.")
  private List<String> excluded = new ArrayList<>();

  @Option(
      names = "--shard",
      paramLabel = "I/N",
      converter = Shards.class,
      description =
          "Only share I of N of these faults, of about as many bytes as the others: for N runs side"
              + " by side, like the tasks of a job array.")
  private Shard shard = Shard.ALL;

  Shard shard() {
    return shard;
  }

  SortedSet<Fault> included() throws SyncException {
    return faults("--inc_fault", included);
  }

  SortedSet<Fault> excluded() throws SyncException {
    return faults("--exc_fault", excluded);
  }

  /** Reads which share. */
  static final class Shards implements ITypeConverter<Shard> {
    @Override
    public Shard convert(String text) {
      try {
        return Shard.parse(text);
      } catch (IllegalArgumentException refused) {
        throw new TypeConversionException(refused.getMessage());
      }
    }
  }

  /** An empty value is refused: a filter must never come to mean everything. */
  private static SortedSet<Fault> faults(String option, List<String> values) throws SyncException {
    SortedSet<Fault> faults = new TreeSet<>();
    for (String value : values) {
      for (String name : value.split(",", -1)) {
        try {
          faults.add(new Fault(name.strip()));
        } catch (IllegalArgumentException refused) {
          throw new SyncException(Kind.USAGE, option + ": " + refused.getMessage(), refused);
        }
      }
    }
    return faults;
  }
}
