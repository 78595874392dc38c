package org.quakecore.cssync.manifest;

import com.google.gson.Strictness;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.StringReader;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.Quoted;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.manifest.Manifest.CheckEntry;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;

/**
 * Reads a manifest and believes nothing of it: JSON to the letter, every value of its type and in
 * its range, names that are names, and members that lie in their part one behind the other. Keys it
 * does not know are passed over, so that later programs can add some.
 */
final class StrictReader {
  private final JsonReader in;
  private final boolean adoptedFormat;
  private final StrictValues top = new StrictValues("what it is of");
  private final List<PartEntry> parts = new ArrayList<>();
  private final List<MemberEntry> members = new ArrayList<>();
  private final List<CheckEntry> checks = new ArrayList<>();

  /** Each part's name once, as thousands of members name it. */
  private final Map<String, String> partNames = new HashMap<>();

  private StrictReader(String json, boolean adoptedFormat) {
    this.in = strict(json);
    this.adoptedFormat = adoptedFormat;
  }

  /** What is wrong, in words that follow on the manifest's name. */
  static final class Unfit extends IOException {
    private static final long serialVersionUID = 1;

    Unfit(String problem) {
      super(problem);
    }
  }

  /** As {@link Manifest#parse}. */
  static Manifest read(String json, String name) throws SyncException {
    try {
      // Before anything else: a newer format may have another shape altogether.
      String format = format(json);
      boolean adopted = format.equals(String.valueOf(Manifest.ADOPTED_FORMAT));
      if (!adopted && !format.equals(String.valueOf(Manifest.FORMAT))) {
        throw new Unfit(
            "has the format "
                + Quoted.bare(format)
                + ", and this program reads "
                + Manifest.FORMAT
                + " and "
                + Manifest.ADOPTED_FORMAT
                + "; update it");
      }
      return new StrictReader(json, adopted).manifest();
    } catch (Unfit unfit) {
      throw refused(name, unfit.getMessage(), unfit);
    } catch (IOException | IllegalStateException malformed) {
      throw refused(name, "is malformed", malformed);
    }
  }

  private static SyncException refused(String name, String why, Throwable cause) {
    return new SyncException(Kind.DATA, "the manifest " + Quoted.bare(name) + " " + why, cause);
  }

  private static JsonReader strict(String json) {
    JsonReader reader = new JsonReader(new StringReader(json));
    reader.setStrictness(Strictness.STRICT);
    return reader;
  }

  private static String format(String json) throws IOException {
    JsonReader reader = strict(json);
    if (reader.peek() != JsonToken.BEGIN_OBJECT) {
      throw new Unfit("is not a manifest");
    }
    reader.beginObject();
    while (reader.hasNext()) {
      boolean wanted = reader.nextName().equals("format");
      if (wanted && reader.peek() == JsonToken.NUMBER) {
        return reader.nextString();
      }
      reader.skipValue();
    }
    throw new Unfit("is not a manifest");
  }

  private Manifest manifest() throws IOException {
    in.beginObject();
    while (in.hasNext()) {
      String key = top.key(in);
      switch (key) {
        case "parts" -> list(this::part);
        case "members" -> list(this::member);
        case "checks" -> list(this::check);
        case "format" -> top.number(key, in);
        case "cs_ver", "fault", "type", "tool", "adopted" -> top.text(key, in);
        default -> in.skipValue();
      }
    }
    in.endObject();
    if (in.peek() != JsonToken.END_DOCUMENT) {
      throw new Unfit("is malformed");
    }
    if (parts.isEmpty()) {
      throw new Unfit("has no parts");
    }
    Manifest.Adopted adopted = adoptedFormat ? adopted(top.text("adopted")) : null;
    if (adopted == Manifest.Adopted.READ
        && members.stream().anyMatch(member -> member.sha256() == null)) {
      throw new Unfit("was read, and lacks the SHA-256 of a member");
    }
    checkPlaces();
    return new Manifest(
        adoptedFormat ? Manifest.ADOPTED_FORMAT : Manifest.FORMAT,
        top.text("cs_ver"),
        top.text("fault"),
        top.text("type"),
        top.optionalText("tool").orElse(null),
        adopted,
        parts,
        members,
        checks);
  }

  private static Manifest.Adopted adopted(String text) throws Unfit {
    return switch (text) {
      case "headers" -> Manifest.Adopted.HEADERS;
      case "MANIFEST.tsv" -> Manifest.Adopted.TABLE;
      case "read" -> Manifest.Adopted.READ;
      default -> throw new Unfit("was adopted from " + Quoted.of(text) + ", which is unknown here");
    };
  }

  private interface Item {
    void read() throws IOException;
  }

  private void list(Item item) throws IOException {
    in.beginArray();
    while (in.hasNext()) {
      in.beginObject();
      item.read();
      in.endObject();
    }
    in.endArray();
  }

  private void part() throws IOException {
    StrictValues values = new StrictValues("a part");
    while (in.hasNext()) {
      String key = values.key(in);
      switch (key) {
        case "name", "content_hash", "sha256" -> values.text(key, in);
        case "size" -> values.number(key, in);
        default -> in.skipValue();
      }
    }
    String name = values.name();
    // rclone would keep it under look-alikes, and a tar of this name was never sent.
    if (name.chars().anyMatch(Quoted::isUnsafe)) {
      throw new Unfit("has a part with a control character in its name: " + Quoted.of(name));
    }
    parts.add(
        new PartEntry(
            name,
            values.number("size", 0, Long.MAX_VALUE),
            hash(values, "content_hash"),
            values.optionalText("sha256").isEmpty() ? null : values.hash("sha256")));
  }

  private void member() throws IOException {
    StrictValues values = new StrictValues("a member");
    while (in.hasNext()) {
      String key = values.key(in);
      switch (key) {
        case "name", "sha256", "part", "source" -> values.text(key, in);
        case "size", "mtime", "ctime_us", "offset" -> values.number(key, in);
        default -> in.skipValue();
      }
    }
    String part = values.text("part");
    members.add(
        new MemberEntry(
            adoptedFormat ? values.path() : values.name(),
            values.number("size", 0, Long.MAX_VALUE),
            values.number("mtime", Instant.MIN.getEpochSecond(), Instant.MAX.getEpochSecond()),
            values.optionalNumber("ctime_us").orElse(null),
            hash(values, "sha256"),
            partNames.computeIfAbsent(part, same -> same),
            values.number("offset", 0, Long.MAX_VALUE),
            adoptedFormat ? values.optionalText("source").orElse(null) : values.text("source")));
  }

  private void check() throws IOException {
    StrictValues values = new StrictValues("a check");
    List<String> failed = new ArrayList<>();
    while (in.hasNext()) {
      String key = values.key(in);
      switch (key) {
        case "pattern", "check" -> values.text(key, in);
        case "passed" -> values.number(key, in);
        case "failed" -> {
          in.beginArray();
          while (in.hasNext()) {
            StrictValues one = new StrictValues("what failed in a check");
            one.text("member", in);
            failed.add(one.text("member"));
          }
          in.endArray();
        }
        default -> in.skipValue();
      }
    }
    checks.add(
        new CheckEntry(
            values.text("pattern"),
            values.text("check"),
            (int) values.number("passed", 0, Integer.MAX_VALUE),
            failed.isEmpty() ? null : failed));
  }

  private String hash(StrictValues values, String key) throws Unfit {
    return adoptedFormat && values.optionalText(key).isEmpty() ? null : values.hash(key);
  }

  /** Members lie in their part in the order they are listed, and no byte belongs to two. */
  private void checkPlaces() throws Unfit {
    Map<String, PartEntry> byName = new HashMap<>();
    Map<String, Long> ends = new HashMap<>();
    long bytes = 0;
    for (PartEntry part : parts) {
      if (byName.put(part.name(), part) != null) {
        throw new Unfit("has the part " + Quoted.of(part.name()) + " twice");
      }
      if (part.size() > Long.MAX_VALUE - bytes) {
        throw new Unfit("has parts larger than any can be");
      }
      bytes += part.size();
    }
    Set<String> names = new HashSet<>();
    for (MemberEntry member : members) {
      if (!names.add(Fault.folded(member.name()))) {
        throw new Unfit("has the member " + Quoted.of(member.name()) + " twice");
      }
      PartEntry part = byName.get(member.part());
      if (part == null) {
        throw new Unfit("puts " + Quoted.of(member.name()) + " into a part it does not list");
      }
      if (member.offset() < ends.getOrDefault(part.name(), 0L)
          || member.offset() > part.size()
          || member.size() > part.size() - member.offset()) {
        throw new Unfit("puts " + Quoted.of(member.name()) + " where it cannot be");
      }
      ends.put(part.name(), member.offset() + member.size());
    }
    Optional<PartEntry> empty =
        parts.stream().filter(part -> !ends.containsKey(part.name())).findFirst();
    if (empty.isPresent()) {
      throw new Unfit("lists no member of " + Quoted.of(empty.get().name()));
    }
  }
}
