package org.quakecore.cssync.upload.adopt;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.remote.StoredFile;

/**
 * A {@code MANIFEST.tsv} as the group's own scripts leave it beside their tars: a line a member, of
 * tar, tar_bytes, tar_sha256, member, member_bytes, member_sha256, source path and source mtime,
 * with tabs between. Nothing of it is believed that the tar contradicts.
 */
final class MemberTable {
  /** Far more than 10,000 members need. */
  static final long MOST_BYTES = 64L << 20;

  private static final int COLUMNS = 8;
  private static final Pattern SHA256 = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern SIZE = Pattern.compile("[0-9]{1,18}");

  /**
   * What it says of a member.
   *
   * @param source where it was taken from, or null
   */
  record Row(long tarBytes, long bytes, String sha256, String source) {}

  private final Map<String, Map<String, Row>> tars = new HashMap<>();

  private MemberTable() {}

  /** A table without lines. */
  static MemberTable none() {
    return new MemberTable();
  }

  /**
   * Reads a table.
   *
   * @throws IllegalArgumentException saying what is wrong with it, and in which line
   */
  static MemberTable parse(byte[] bytes) {
    String text;
    try {
      text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException malformed) {
      throw new IllegalArgumentException("it is not UTF-8", malformed);
    }
    MemberTable table = new MemberTable();
    int number = 0;
    for (String line : text.split("\r?\n", -1)) {
      number++;
      boolean heading = number == 1 && line.toLowerCase(Locale.ROOT).startsWith("tar\t");
      if (!line.isBlank() && !line.startsWith("#") && !heading) {
        table.add(line.split("\t", -1), number);
      }
    }
    return table;
  }

  private void add(String[] cells, int number) {
    for (int i = 0; i < cells.length; i++) {
      cells[i] = unquoted(cells[i]);
    }
    if (cells.length < COLUMNS - 1
        || !SIZE.matcher(cells[1]).matches()
        || !SIZE.matcher(cells[4]).matches()
        || !SHA256.matcher(cells[5].toLowerCase(Locale.ROOT)).matches()) {
      throw new IllegalArgumentException(
          "line " + number + " is not a tar and a member with their sizes and SHA-256");
    }
    Row row =
        new Row(
            Long.parseLong(cells[1]),
            Long.parseLong(cells[4]),
            cells[5].toLowerCase(Locale.ROOT),
            cells[6].isBlank() ? null : cells[6]);
    String tar = Fault.folded(cells[0].substring(cells[0].lastIndexOf('/') + 1));
    Row earlier = tars.computeIfAbsent(tar, name -> new HashMap<>()).put(cells[3], row);
    if (earlier != null && !earlier.equals(row)) {
      throw new IllegalArgumentException(
          "line " + number + " says other than an earlier one of " + Quoted.of(cells[3]));
    }
  }

  /** As programs write a cell that could be taken for something else. */
  private static String unquoted(String cell) {
    return cell.length() > 1 && cell.startsWith("\"") && cell.endsWith("\"")
        ? cell.substring(1, cell.length() - 1).replace("\"\"", "\"")
        : cell;
  }

  /** Whether it speaks of a tar at all. */
  boolean knows(StoredFile tar) {
    return tars.containsKey(Fault.folded(tar.name()));
  }

  /** What it says of a member of a tar. */
  Optional<Row> of(StoredFile tar, PackedMember member) {
    return Optional.ofNullable(
        tars.getOrDefault(Fault.folded(tar.name()), Map.of()).get(member.name()));
  }

  /** Where what it says of a tar is not what the tar's headers say, in words. */
  Optional<String> difference(StoredFile tar, Iterable<PackedMember> members) {
    int count = 0;
    for (PackedMember member : members) {
      Optional<Row> row = of(tar, member);
      if (row.isEmpty()) {
        return Optional.of("it does not have " + Quoted.of(member.name()));
      }
      if (row.get().bytes() != member.size()) {
        return Optional.of(
            "it gives "
                + Quoted.of(member.name())
                + " "
                + row.get().bytes()
                + " bytes, the tar "
                + member.size());
      }
      if (row.get().tarBytes() != tar.size()) {
        return Optional.of(
            "it gives "
                + Quoted.of(tar.name())
                + " "
                + row.get().tarBytes()
                + " bytes, there are "
                + tar.size());
      }
      count++;
    }
    int listed = tars.getOrDefault(Fault.folded(tar.name()), Map.of()).size();
    return listed == count
        ? Optional.empty()
        : Optional.of(
            "it has " + listed + " members of " + Quoted.of(tar.name()) + ", the tar " + count);
  }
}
