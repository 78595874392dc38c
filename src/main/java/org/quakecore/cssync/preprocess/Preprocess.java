package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FaultList;
import org.quakecore.cssync.catalogue.FilesToSyncWriter;
import org.quakecore.cssync.catalogue.FolderListing;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncFile;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.catalogue.WholeFile;
import org.quakecore.cssync.catalogue.patterns.FilePattern;
import org.quakecore.cssync.catalogue.patterns.SyncPatterns;
import org.quakecore.cssync.inventory.TypeChoice;
import org.quakecore.cssync.page.Html;
import org.quakecore.cssync.purge.Forecast;
import org.quakecore.cssync.purge.Rule;
import org.quakecore.cssync.transfer.Outcome;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Shard;
import org.quakecore.cssync.transfer.Work;

/**
 * Looks for every file that a run should have, and writes what was found (files_to_sync.yaml) and
 * what is missing (stocktake.csv).
 */
public final class Preprocess {
  /** A shared disk answers several questions at once, but too many slow it down for everybody. */
  private static final int MOST_THREADS = 8;

  /** Enough that no thread waits while results are reported in order. */
  private static final int SCANS_AHEAD_PER_THREAD = 4;

  private final Options options;
  private final Progress progress;

  /**
   * What to look at and where to write.
   *
   * @param csRoot the folder that paths in patterns and results are relative to
   * @param faultList list.txt
   * @param config sync_patterns.yaml, or empty for the one that is in the program
   * @param types what {@code -t} names. Source brings VM
   * @param quiet whether only failures and the summary are said
   * @param shard which share of the faults to write down
   * @param page where to write the stocktake as a page, too
   * @param purge by what its file system deletes files, where that is to be told
   */
  public record Options(
      Path csRoot,
      Path faultList,
      Optional<Path> config,
      Path outFile,
      Path stocktakeCsv,
      TypeChoice types,
      boolean quiet,
      Shard shard,
      Optional<Path> page,
      Optional<Rule> purge) {}

  public Preprocess(Options options, Progress progress) {
    this.options = options;
    this.progress = progress;
  }

  /**
   * Scans the run and writes both files, also when something is missing.
   *
   * @return complete when every pattern passed for every fault
   * @throws SyncException of kind BAD_INPUT when an input file is malformed, of kind USAGE when the
   *     arguments contradict each other, of kind DISK_FULL or INTERRUPTED
   */
  public Outcome run() throws SyncException {
    refuseContradictions();
    FaultList faults = FaultList.read(options.faultList());
    SyncPatterns patterns = SyncPatterns.of(options.config());
    Set<DataType> types = types(patterns);
    refuseAnotherFolder(patterns, types);
    Optional<Forecast> purge = Optional.empty();
    if (options.purge().isPresent()) {
      Path root = FolderListing.resolved(options.csRoot());
      purge = Optional.of(new Forecast(options.purge().get(), Forecast.Subject.SOURCES, root));
    }
    Report report = new Report(patterns, progress, options.csRoot(), options.quiet(), purge);
    report.types(types);
    report.patterns(options.config(), patterns.equals(SyncPatterns.defaults()));
    Path outFile = options.outFile().toAbsolutePath().normalize();
    for (Path written : List.of(outFile, options.stocktakeCsv().toAbsolutePath())) {
      TemporaryName.clear(written.getParent());
    }
    try {
      write(
          new Stocktake(options.csRoot(), patterns, types, purge),
          faults.entries(),
          outFile,
          report);
    } catch (IOException e) {
      throw report.ended(
          faults.entries().size(), SyncException.of(e, outFile, SyncException.Kind.USAGE));
    } catch (SyncException e) {
      throw report.ended(faults.entries().size(), e);
    }
    report.completed(outFile, options.stocktakeCsv().toAbsolutePath().normalize(), options.page());
    return new Outcome(report.allPassed());
  }

  private void write(Stocktake stocktake, List<FaultList.Entry> faults, Path outFile, Report report)
      throws SyncException, IOException {
    Path beside = WholeFile.isThereAndNotPlain(outFile) ? options.stocktakeCsv() : outFile;
    try (Spool sections = Spool.in(beside.toAbsolutePath().normalize().getParent())) {
      progress.expect(Work.FAULT, faults.size(), 0);
      List<FaultVerdict> verdicts = verdicts(stocktake, faults, sections, report);
      writeStocktake(stocktake.patterns(), verdicts);
      if (options.page().isPresent()) {
        Html.write(
            StocktakePage.of(options.csRoot(), verdicts, report, Instant.now()),
            options.page().get());
      }
      try (Spool.Section section = sections.section(FilesToSyncWriter.ROOT_KEY)) {
        FilesToSyncWriter writer = new FilesToSyncWriter(section, FilesToSyncWriter.ROOT_KEY);
        writer.files(List.of(rootFile(options.faultList()), rootFile(options.stocktakeCsv())));
        writer.end();
      }
      WholeFile.write(outFile, sections::writeTo);
    }
  }

  /** A folder that has nothing of what the patterns look in is not the run's: a slip, mostly. */
  private void refuseAnotherFolder(SyncPatterns patterns, Set<DataType> types)
      throws SyncException {
    SortedSet<String> folders = patterns.foldersOf(types);
    if (!folders.isEmpty()
        && folders.stream().allMatch(name -> Files.notExists(options.csRoot().resolve(name)))) {
      throw new SyncException(
          SyncException.Kind.USAGE,
          options.csRoot().toAbsolutePath().normalize()
              + ": there is no "
              + String.join(" and no ", folders)
              + " in it, where the patterns look; give the run's own folder as CS_ROOT, or other"
              + " patterns with --config");
    }
  }

  private void refuseContradictions() throws SyncException {
    if (!Files.isDirectory(options.csRoot())) {
      throw new SyncException(
          SyncException.Kind.USAGE,
          options.csRoot() + ": no such folder; CS_ROOT is the folder that holds Runs and Data");
    }
    requirePlain(options.faultList());
    requirePlain(options.stocktakeCsv());
    List<Path> inputs = new ArrayList<>(List.of(options.faultList()));
    options.config().ifPresent(inputs::add);
    refuseSame(options.outFile(), options.stocktakeCsv());
    for (Path input : inputs) {
      refuseSame(options.outFile(), input);
      refuseSame(options.stocktakeCsv(), input);
    }
    if (options.page().isPresent()) {
      inputs.add(options.outFile());
      inputs.add(options.stocktakeCsv());
      Html.demandPlace(options.page().get(), inputs);
    }
  }

  /** What is recorded by its name and size, and kept in the archive, must have both. */
  private static void requirePlain(Path file) throws SyncException {
    if (WholeFile.isThereAndNotPlain(file)) {
      throw new SyncException(
          SyncException.Kind.BAD_INPUT,
          file
              + ": is no plain file, and its name and size are recorded for the archive; give the"
              + " path of a file");
    }
  }

  private static void refuseSame(Path output, Path other) throws SyncException {
    if (output.toAbsolutePath().normalize().equals(other.toAbsolutePath().normalize())) {
      throw new SyncException(
          SyncException.Kind.USAGE,
          output + ": this file would be overwritten; give --out_file or --stocktake_csv another");
    }
  }

  private Set<DataType> types(SyncPatterns patterns) throws SyncException {
    TypeChoice choice = options.types();
    Set<DataType> types = new TreeSet<>();
    for (DataType type : choice.in(patterns.layout())) {
      types.addAll(type.contents());
    }
    for (Iterator<DataType> each = types.iterator(); each.hasNext(); ) {
      DataType type = each.next();
      if (patterns.of(type.foundAs()).isPresent()) {
        continue;
      }
      if (choice.named() && choice.wants(type)) {
        throw new SyncException(
            SyncException.Kind.USAGE,
            "-t asks for " + type + ", but sync_patterns.yaml has no section " + type.foundAs());
      }
      each.remove();
    }
    return types;
  }

  private List<FaultVerdict> verdicts(
      Stocktake stocktake, List<FaultList.Entry> faults, Spool sections, Report report)
      throws SyncException, IOException {
    Judging judging = new Judging(report);
    Shard shard = options.shard().of(realisations(faults));
    scan(
        faults.stream().filter(entry -> shard.has(entry.fault())).toList(),
        entry -> scan(entry, stocktake, sections),
        judging::add);
    if (judging.isUndecided()) {
      // Whether optional files must be there is decided over the whole run.
      Stocktake rest = stocktake.ofOptional();
      scan(
          faults.stream().filter(entry -> !shard.has(entry.fault())).toList(),
          entry -> rest.scan(entry, (type, files) -> {}),
          judging::hear);
    }
    return judging.finish();
  }

  /** How much there is of each fault, before anything was looked at. */
  private static Map<Fault, Long> realisations(List<FaultList.Entry> faults) {
    return faults.stream()
        .collect(Collectors.toMap(FaultList.Entry::fault, entry -> 1L + entry.realisations()));
  }

  /** Looks at one fault. */
  private interface Look {
    FaultScan at(FaultList.Entry entry) throws SyncException, IOException;
  }

  /** Scans faults in parallel, and hands them on in the order of list.txt. */
  private static void scan(List<FaultList.Entry> entries, Look look, Consumer<FaultScan> target)
      throws SyncException, IOException {
    int threads = Math.min(MOST_THREADS, 2 * Runtime.getRuntime().availableProcessors());
    ExecutorService pool = Executors.newFixedThreadPool(threads);
    try {
      Deque<Future<FaultScan>> ahead = new ArrayDeque<>();
      Iterator<FaultList.Entry> next = entries.iterator();
      while (next.hasNext() || !ahead.isEmpty()) {
        while (next.hasNext() && ahead.size() < threads * SCANS_AHEAD_PER_THREAD) {
          FaultList.Entry entry = next.next();
          ahead.add(pool.submit(() -> look.at(entry)));
        }
        target.accept(await(ahead.remove()));
      }
    } finally {
      pool.shutdownNow();
    }
  }

  private static FaultScan scan(FaultList.Entry entry, Stocktake stocktake, Spool sections)
      throws SyncException, IOException {
    try (Spool.Section section = sections.section(entry.fault().name())) {
      FilesToSyncWriter writer = new FilesToSyncWriter(section, entry.fault().name());
      FaultScan scan = stocktake.scan(entry, writer::type);
      writer.end();
      return scan;
    }
  }

  private static FaultScan await(Future<FaultScan> scan) throws SyncException, IOException {
    if (Thread.currentThread().isInterrupted()) {
      // A scan that is done already would be had all the same.
      throw SyncException.interrupted(null);
    }
    try {
      return scan.get();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(e);
    } catch (ExecutionException e) {
      if (e.getCause() instanceof SyncException failure) {
        throw failure;
      }
      if (e.getCause() instanceof IOException failure) {
        throw failure;
      }
      throw new IllegalStateException(e.getCause());
    }
  }

  /** Judges and reports faults in order, as soon as the optional patterns they met are decided. */
  private static final class Judging {
    private final Report report;
    private final Set<FilePattern> required = new HashSet<>();
    private final Deque<FaultScan> undecided = new ArrayDeque<>();
    private final List<FaultVerdict> verdicts = new ArrayList<>();

    Judging(Report report) {
      this.report = report;
    }

    void add(FaultScan scan) {
      undecided.add(scan);
      hear(scan);
    }

    boolean isUndecided() {
      return !undecided.isEmpty();
    }

    /** Takes what a fault says of the whole run. */
    void hear(FaultScan scan) {
      required.addAll(scan.optionalPatternsMet());
      while (!undecided.isEmpty() && !undecided.peek().awaits(required)) {
        judge(undecided.remove());
      }
    }

    List<FaultVerdict> finish() {
      undecided.forEach(this::judge);
      return verdicts;
    }

    private void judge(FaultScan scan) {
      FaultVerdict verdict = scan.judge(required);
      report.fault(verdict);
      verdicts.add(verdict);
    }
  }

  private void writeStocktake(SyncPatterns patterns, List<FaultVerdict> verdicts)
      throws SyncException {
    WholeFile.write(
        options.stocktakeCsv().toAbsolutePath().normalize(),
        out -> {
          Writer text = new OutputStreamWriter(out, StandardCharsets.UTF_8);
          StocktakeWriter writer = new StocktakeWriter(patterns, text);
          for (FaultVerdict verdict : verdicts) {
            writer.write(verdict);
          }
          text.flush();
        });
  }

  /** Names a file relative to the CS root where it is under it, else absolutely. */
  private SyncFile rootFile(Path file) throws IOException {
    Path root = options.csRoot().toAbsolutePath().normalize();
    Path path = file.toAbsolutePath().normalize();
    long size = Files.size(path);
    if (path.startsWith(root)) {
      return new SyncFile(root.relativize(path).toString(), size);
    }
    // The same folder can be reached by two paths: scratch folders are links.
    Path realRoot = root.toRealPath();
    Path realParent = path.getParent().toRealPath();
    if (realParent.startsWith(realRoot)) {
      return new SyncFile(
          realRoot.relativize(realParent.resolve(path.getFileName())).toString(), size);
    }
    return new SyncFile(path.toString(), size);
  }
}
