package org.quakecore.cssync.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Random;

/**
 * Lays out a Cybershake run on disk, as the simulation leaves it: Runs, Data/Sources, Data/VMs and
 * list.txt. Contents look random and depend on nothing but the path below the root, so that the
 * same calls make the same bytes on every machine.
 *
 * <pre>{@code
 * RunFolder run =
 *     RunFolder.at(temporary.resolve("v22p12"))
 *         .add(RunFolder.fault("Hope", 4).withMedian().withPerturbations())
 *         .add(RunFolder.fault("OhariuC", 3));
 * }</pre>
 */
public final class RunFolder {
  private final Path root;

  private RunFolder(Path root) {
    this.root = root;
  }

  /**
   * What one fault has.
   *
   * @param start the number of the first realisation; list.txt gets three columns when it is not 1
   * @param median whether the median event was run, so that BB and IM have it; its source is there
   *     either way
   * @param perturbed whether each realisation has a perturbation file
   * @param bbBytes the size of each BB.bin
   * @param imBytes the size of each intensity measure table
   * @param sourceBytes the size of each file of Data/Sources and Data/VMs
   */
  public record FaultRun(
      String name,
      int realisations,
      int start,
      boolean median,
      boolean perturbed,
      int bbBytes,
      int imBytes,
      int sourceBytes) {
    public FaultRun startingAt(int first) {
      return new FaultRun(
          name, realisations, first, median, perturbed, bbBytes, imBytes, sourceBytes);
    }

    public FaultRun withMedian() {
      return new FaultRun(
          name, realisations, start, true, perturbed, bbBytes, imBytes, sourceBytes);
    }

    public FaultRun withPerturbations() {
      return new FaultRun(name, realisations, start, median, true, bbBytes, imBytes, sourceBytes);
    }

    public FaultRun sized(int bb, int im, int source) {
      return new FaultRun(name, realisations, start, median, perturbed, bb, im, source);
    }

    /** The name of a realisation's event, like {@code Hope_REL01}. */
    public String event(int realisation) {
      return String.format("%s_REL%02d", name, realisation);
    }
  }

  /** A fault of small files with realisations from 1 on, no median event and no perturbations. */
  public static FaultRun fault(String name, int realisations) {
    return new FaultRun(name, realisations, 1, false, false, 4_000, 900, 300);
  }

  /** Makes the root folder, with an empty list.txt, where there is none yet. */
  public static RunFolder at(Path root) throws IOException {
    Files.createDirectories(root);
    RunFolder run = new RunFolder(root);
    if (Files.notExists(run.list())) {
      Files.createFile(run.list());
    }
    return run;
  }

  public Path root() {
    return root;
  }

  /** The list of faults. */
  public Path list() {
    return root.resolve("list.txt");
  }

  /** Lays out a fault and adds its line to list.txt. */
  public RunFolder add(FaultRun fault) throws IOException {
    String name = fault.name();
    if (fault.median()) {
      addEvent(fault, name);
    }
    for (int i = 0; i < fault.realisations(); i++) {
      String event = fault.event(fault.start() + i);
      addEvent(fault, event);
      addSource(fault, event);
      if (fault.perturbed()) {
        write("Data/VMs/" + name + "/" + event + ".pertb.csv", fault.sourceBytes());
      }
    }
    addSource(fault, name);
    write("Data/VMs/" + name + "/vm_params.yaml", fault.sourceBytes());
    write("Data/VMs/" + name + "/nzvm.cfg", fault.sourceBytes());
    int skipped = fault.start() - 1;
    int all = fault.realisations() + skipped;
    String line =
        skipped == 0 ? name + " " + all + "r\n" : name + " " + all + " " + skipped + "r\n";
    Files.writeString(list(), line, StandardCharsets.UTF_8, StandardOpenOption.APPEND);
    return this;
  }

  private void addEvent(FaultRun fault, String event) throws IOException {
    String folder = "Runs/" + fault.name() + "/" + event;
    write(folder + "/BB/Acc/BB.bin", fault.bbBytes());
    write(folder + "/IM_calc/" + event + ".csv", fault.imBytes());
  }

  private void addSource(FaultRun fault, String event) throws IOException {
    String folder = "Data/Sources/" + fault.name();
    write(folder + "/Srf/" + event + ".info", fault.sourceBytes());
    write(folder + "/Srf/" + event + ".csv", fault.sourceBytes());
    write(folder + "/Sim_params/" + event + ".yaml", fault.sourceBytes());
  }

  /** The file of a path below the root, which need not exist. */
  public Path file(String path) {
    return root.resolve(path);
  }

  /**
   * The BB.bin of an event, which is a realisation's name or, for the median event, the fault's.
   */
  public Path bb(String fault, String event) {
    return file("Runs/" + fault + "/" + event + "/BB/Acc/BB.bin");
  }

  /** The intensity measures of an event. */
  public Path im(String fault, String event) {
    return file("Runs/" + fault + "/" + event + "/IM_calc/" + event + ".csv");
  }

  /**
   * Writes the bytes that belong to this path, making its folders; an existing file is replaced.
   */
  public Path write(String path, int bytes) throws IOException {
    byte[] content = new byte[bytes];
    new Random(path.hashCode()).nextBytes(content);
    return write(path, content);
  }

  /** Writes given bytes to a path below the root, making its folders. */
  public Path write(String path, byte[] content) throws IOException {
    Path file = file(path);
    Files.createDirectories(file.getParent());
    return Files.write(file, content);
  }

  /** Deletes one file below the root, which must exist. */
  public RunFolder delete(String path) throws IOException {
    Files.delete(file(path));
    return this;
  }
}
