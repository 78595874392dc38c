package org.quakecore.cssync.remote.rclone.answer;

import com.google.gson.JsonParseException;
import com.google.gson.stream.JsonReader;
import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongConsumer;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.remote.StoredFile;

/**
 * Reads what {@code rclone lsjson} prints, one entry at a time; {@code operations/list} of the
 * remote control answers with the same as the {@code list} of an object.
 */
public final class Listing {
  private static final class Entry {
    private String path = "";
    private long size = -1;
    private Instant modified = Instant.EPOCH;
    private boolean folder;
    private Optional<String> hash = Optional.empty();
  }

  private Listing() {}

  /**
   * The files, sorted by path.
   *
   * @throws IOException when it is anything but a whole list of entries
   */
  public static List<StoredFile> files(InputStream in) throws IOException {
    return files(in, listed -> {});
  }

  /**
   * The same.
   *
   * @param told is told of each entry as it comes
   */
  public static List<StoredFile> files(InputStream in, LongConsumer told) throws IOException {
    List<StoredFile> files = new ArrayList<>();
    for (Entry entry : entries(in, told)) {
      if (!entry.folder) {
        files.add(new StoredFile(entry.path, entry.size, entry.modified, entry.hash));
      }
    }
    files.sort(Comparator.comparing(StoredFile::path, ByteOrder.COMPARATOR));
    return files;
  }

  /** The paths of the folders, sorted; throws as {@link #files} does. */
  public static List<String> folders(InputStream in) throws IOException {
    return entries(in, listed -> {}).stream()
        .filter(entry -> entry.folder)
        .map(entry -> entry.path)
        .sorted(ByteOrder.COMPARATOR)
        .toList();
  }

  private static List<Entry> entries(InputStream in, LongConsumer told) throws IOException {
    List<Entry> entries = new ArrayList<>();
    try {
      JsonReader json = new JsonReader(new InputStreamReader(in, StandardCharsets.UTF_8));
      boolean wrapped = json.peek() == JsonToken.BEGIN_OBJECT;
      if (wrapped) {
        json.beginObject();
        if (!json.nextName().equals("list")) {
          throw new IOException("not a list");
        }
      }
      json.beginArray();
      while (json.hasNext()) {
        entries.add(entry(json));
        told.accept(1);
      }
      json.endArray();
      if (wrapped) {
        json.endObject();
      }
      if (json.peek() != JsonToken.END_DOCUMENT) {
        throw new IOException("there is more after the end of the list");
      }
    } catch (IllegalStateException
        | NumberFormatException
        | DateTimeException
        | JsonParseException e) {
      throw new IOException(e.getMessage(), e);
    }
    return entries;
  }

  private static Entry entry(JsonReader json) throws IOException {
    Entry entry = new Entry();
    json.beginObject();
    while (json.hasNext()) {
      switch (json.nextName()) {
        case "Path" -> entry.path = json.nextString();
        case "Size" -> entry.size = json.nextLong();
        case "ModTime" -> entry.modified = time(json.nextString());
        case "IsDir" -> entry.folder = json.nextBoolean();
        case "Hashes" -> entry.hash = dropboxHash(json);
        default -> json.skipValue();
      }
    }
    json.endObject();
    if (entry.path.isEmpty()) {
      throw new IOException("an entry has no path");
    }
    return entry;
  }

  private static Instant time(String text) {
    return text.isEmpty() ? Instant.EPOCH : OffsetDateTime.parse(text).toInstant();
  }

  private static Optional<String> dropboxHash(JsonReader json) throws IOException {
    if (json.peek() == JsonToken.NULL) {
      json.nextNull();
      return Optional.empty();
    }
    Optional<String> hash = Optional.empty();
    json.beginObject();
    while (json.hasNext()) {
      String name = json.nextName();
      String value = json.nextString();
      if (isDropbox(name) && !value.isEmpty()) {
        hash = Optional.of(value.toLowerCase(Locale.ROOT));
      }
    }
    json.endObject();
    return hash;
  }

  /** Whether a hash's name is that of Dropbox: "dropbox" since 1.56, "DropboxHash" in messages. */
  public static boolean isDropbox(String hashName) {
    return hashName.toLowerCase(Locale.ROOT).startsWith("dropbox");
  }
}
