import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.quakecore.cssync.archive.Member;
import org.quakecore.cssync.archive.Part;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.archive.TarSplitter;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.Fault;

/** Packs the files of a folder eight times, and prints the median of its speeds in MB/s. */
public final class Packing {
  private static final int TIMES = 8;

  private Packing() {}

  public static void main(String[] arguments) throws Exception {
    List<Member> members = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of(arguments[0]))) {
      for (Path file : files.sorted().toList()) {
        members.add(new Member(file.getFileName() + "_BB.bin", file, Files.size(file)));
      }
    }
    Part part =
        TarSplitter.split(new Fault("Hope"), ArchiveLayout.STANDARD.find("BB").orElseThrow(), members, Long.MAX_VALUE).get(0);
    Path tar = Path.of(arguments[1]);
    double[] speeds = new double[TIMES];
    for (int i = 0; i < TIMES; i++) {
      Files.deleteIfExists(tar);
      long start = System.nanoTime();
      try (OutputStream out = Files.newOutputStream(tar)) {
        PartWriter.stream(part, out, bytes -> {});
      }
      speeds[i] = part.tarBytes() * 1e3 / (System.nanoTime() - start);
    }
    Arrays.sort(speeds);
    System.out.printf("%.0f%n", speeds[TIMES / 2]);
  }
}
