package org.quakecore.cssync.doctor;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.Installation;

/** rclone, and the file that it keeps its remotes and their tokens in. */
final class Tools {
  private static final String CONFIGURATION = "configuration";
  private static final Set<PosixFilePermission> OTHERS =
      EnumSet.of(
          PosixFilePermission.GROUP_READ,
          PosixFilePermission.GROUP_WRITE,
          PosixFilePermission.OTHERS_READ,
          PosixFilePermission.OTHERS_WRITE);

  private final Installation rclone;

  Tools(Installation rclone) {
    this.rclone = rclone;
  }

  List<Finding> program() throws SyncException {
    String words = rclone.version() + ", " + Quoted.bare(rclone.file());
    List<Installation.Fault> faults = rclone.faults();
    if (faults.isEmpty()) {
      return List.of(Finding.ok("rclone", words));
    }
    List<Finding> findings = new ArrayList<>();
    for (Installation.Fault fault : faults) {
      findings.add(Finding.warning("rclone", words + ": " + fault.words(), fault.remedy()));
    }
    return findings;
  }

  List<Finding> configuration() throws SyncException, IOException {
    Optional<Path> known = rclone.configurationFile();
    if (known.isEmpty()) {
      return List.of(
          Finding.warning(
              CONFIGURATION,
              "rclone keeps its remotes in memory alone, or in variables",
              "nothing, if RCLONE_CONFIG_... are set on purpose; else rclone config"));
    }
    Path file = known.get();
    String shown = Quoted.bare(file.toString());
    if (!Files.exists(file)) {
      return List.of(
          Finding.warning(
              CONFIGURATION,
              shown + " is not there: rclone knows only remotes of RCLONE_CONFIG_... variables",
              "rclone config makes one: call it dropbox, of the type dropbox"));
    }
    if (isEncrypted(file)) {
      return List.of(Finding.ok(CONFIGURATION, shown + ", encrypted"));
    }
    String words = shown + ", not encrypted";
    Set<PosixFilePermission> open = EnumSet.copyOf(OTHERS);
    open.retainAll(Files.getPosixFilePermissions(file));
    return List.of(
        open.isEmpty()
            ? Finding.ok(CONFIGURATION, words)
            : Finding.warning(
                CONFIGURATION,
                words + ", and others may read or write it, with the token to your Dropbox",
                "chmod 600 " + shown));
  }

  /** As rclone marks it, in the first line that is no comment. */
  private static boolean isEncrypted(Path file) throws IOException {
    try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.ISO_8859_1)) {
      String line = lines.readLine();
      while (line != null && (line.isBlank() || line.startsWith("#") || line.startsWith(";"))) {
        line = lines.readLine();
      }
      return line != null && line.startsWith("RCLONE_ENCRYPT_V");
    }
  }
}
