package org.quakecore.cssync.upload.manifests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.quakecore.cssync.catalogue.ArchiveLayout;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.transfer.ByteCount;

/**
 * What is said beside the archives of a set for whoever looks at them without this program: {@code
 * MANIFEST.tsv}, in the columns of the group's own scripts, and {@code README.md}. Only where a
 * layout gives each type and fault a folder of its own.
 *
 * @param root of the remote, as {@code --remote} takes it
 * @param about what the user has to say of the data, below the heading
 */
public record FolderPages(ArchiveLayout layout, String root, Optional<String> about) {
  private static final CSVFormat TSV =
      CSVFormat.TDF
          .builder()
          .setRecordSeparator("\n")
          .setNullString("")
          .setHeader(
              "tar",
              "tar_bytes",
              "tar_sha256",
              "member",
              "member_bytes",
              "member_sha256",
              "source_path",
              "source_mtime")
          .get();

  /**
   * What is to stand beside the archives of a set, by the path below the version's folder; nothing
   * where it has no folder of its own.
   */
  Map<String, String> of(Manifest manifest) {
    Optional<String> folder =
        layout
            .find(manifest.type())
            .filter(DataType::hasFolderOfItsOwn)
            .filter(DataType::isTar)
            .map(type -> type.folder(new Fault(manifest.fault())));
    return folder.isEmpty()
        ? Map.of()
        : Map.of(
            folder.get() + "/" + RemoteSets.TABLE, table(manifest),
            folder.get() + "/" + RemoteSets.PAGE, readme(manifest));
  }

  private static String table(Manifest manifest) {
    Map<String, PartEntry> parts = new HashMap<>();
    manifest.parts().forEach(part -> parts.put(part.name(), part));
    StringBuilder table = new StringBuilder();
    try (CSVPrinter printer = new CSVPrinter(table, TSV)) {
      for (MemberEntry member : manifest.members()) {
        PartEntry part = parts.get(member.part());
        printer.printRecord(
            part.name(),
            part.size(),
            part.sha256(),
            member.name(),
            member.size(),
            member.sha256(),
            member.source(),
            Instant.ofEpochSecond(member.mtime()));
      }
    } catch (IOException impossible) {
      throw new UncheckedIOException(impossible);
    }
    return table.toString();
  }

  private String readme(Manifest manifest) {
    long bytes = manifest.members().stream().mapToLong(MemberEntry::size).sum();
    boolean hashed = manifest.parts().stream().map(PartEntry::sha256).allMatch(Objects::nonNull);
    String title = manifest.type() + " of " + manifest.fault() + ", " + manifest.version();
    List<String> lines =
        List.of(
            "# " + title,
            "",
            about.map(text -> text.strip() + "\n\n").orElse("")
                + count(manifest.parts().size(), "tar")
                + " with "
                + count(manifest.members().size(), "member")
                + ", "
                + ByteCount.human(bytes)
                + ", packed by "
                + manifest.tool()
                + ".",
            "",
            checks(manifest)
                + "`cs-dropbox-sync status` compares the tars with their content hashes in _manifest.",
            "MANIFEST.tsv lists its members with their size, SHA-256, source and the time of that"
                + (hashed ? ", and the SHA-256 of each tar." : "."),
            "",
            "All of it comes back, proven and untarred, with",
            "",
            "    " + command(manifest, ""),
            "",
            "and one realisation of it with",
            "",
            "    " + command(manifest, " --rel 1"),
            "",
            "Without the program, `tar xf` does it, and `sha256sum` compares with MANIFEST.tsv.",
            "");
    return String.join("\n", lines);
  }

  private static String checks(Manifest manifest) {
    if (manifest.checks() == null) {
      return "";
    }
    return manifest.checks().stream()
        .map(
            check ->
                "- `"
                    + check.pattern()
                    + "`: "
                    + check.check()
                    + ": "
                    + check.passed()
                    + " passed"
                    + (check.failed() == null
                        ? ""
                        : ", not so: " + String.join(", ", check.failed()))
                    + "\n")
        .collect(Collectors.joining("", "Looked at when they were packed:\n\n", "\n"));
  }

  private String command(Manifest manifest, String more) {
    return "cs-dropbox-sync download "
        + manifest.version()
        + " --remote "
        + Quoted.forShell(root)
        + " -t "
        + manifest.type()
        + " --inc_fault "
        + Quoted.forShell(manifest.fault())
        + more;
  }

  private static String count(int number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
