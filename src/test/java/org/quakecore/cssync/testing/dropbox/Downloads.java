package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** The call that gives file content, whole or in ranges. */
final class Downloads {
  private static final int BUFFER = 64 << 10;
  private static final int OK = 200;
  private static final int MOST_ZIPPED = 10_000;
  private static final int PARTIAL = 206;
  private static final int NOT_SATISFIABLE = 416;

  private final Tree tree;
  private final AtomicLong wrongAnswers = new AtomicLong();

  Downloads(Tree tree) {
    this.tree = tree;
  }

  void serve(Call call, Gate gate, List<Effect> effects) throws Refusal, IOException {
    if (call.endpoint() == Endpoint.DOWNLOAD_ZIP) {
      serveZip(call, gate);
      return;
    }
    try (OpenFile file = open(call)) {
      Map<String, String> headers = new LinkedHashMap<>();
      headers.put("Content-Type", "application/octet-stream");
      headers.put("Dropbox-API-Result", headerSafe(file.metadata()));
      String asked = call.exchange().header("Range");
      if (asked == null) {
        send(call, gate, file, OK, headers, new ByteRange(0, file.size()));
        return;
      }
      Optional<ByteRange> range = ByteRange.of(asked, file.size());
      if (range.isEmpty()) {
        headers.put("Content-Range", "bytes */" + file.size());
        call.exchange().answer(NOT_SATISFIABLE, headers, 0).close();
        return;
      }
      Optional<Effect.WrongRange> wrong =
          effects.stream().flatMap(each -> each.as(Effect.WrongRange.class).stream()).findFirst();
      ByteRange sent = wrong.isPresent() ? otherThan(range.get(), file.size()) : range.get();
      ByteRange told = wrong.filter(Effect.WrongRange::told).isPresent() ? sent : range.get();
      long end = told.start() + told.length() - 1;
      headers.put("Content-Range", "bytes " + told.start() + "-" + end + "/" + file.size());
      send(call, gate, file, PARTIAL, headers, sent);
    }
  }

  /** A folder with all there is in it, each name with the folder's own in front. */
  private void serveZip(Call call, Gate gate) throws Refusal, IOException {
    List<JsonObject> entries;
    String folder = call.text("path");
    try {
      entries = tree.list(DropboxPath.lookedUp(folder), true);
    } catch (Refusal refusal) {
      throw refusal.below("path");
    }
    if (entries.size() >= MOST_ZIPPED) {
      throw new Refusal("too_many_files");
    }
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(whole)) {
      String name = DropboxPath.name(folder);
      zip.putNextEntry(new ZipEntry(name + "/"));
      for (JsonObject entry : entries) {
        if (entry.get(".tag").getAsString().equals("file")) {
          String path = entry.get("path_display").getAsString();
          zip.putNextEntry(new ZipEntry(name + path.substring(folder.length())));
          try (OpenFile file = tree.open(path)) {
            Channels.newInputStream(file.channel()).transferTo(zip);
          }
        }
      }
    }
    Map<String, String> headers = Map.of("Content-Type", "application/zip");
    try (OutputStream out = gate.out(call.exchange().answer(OK, headers, whole.size()))) {
      whole.writeTo(out);
    }
  }

  /** As many bytes of another place, as far as there is any, and of another one each time. */
  private ByteRange otherThan(ByteRange asked, long size) {
    long others = size - asked.length();
    if (others == 0) {
      return asked;
    }
    long further = 1 + wrongAnswers.getAndIncrement() % others;
    return new ByteRange((asked.start() + further) % (others + 1), asked.length());
  }

  private OpenFile open(Call call) throws Refusal, IOException {
    try {
      return tree.open(DropboxPath.lookedUp(call.text("path")));
    } catch (Refusal refusal) {
      throw refusal.below("path");
    }
  }

  private static void send(
      Call call, Gate gate, OpenFile file, int status, Map<String, String> headers, ByteRange range)
      throws IOException {
    OutputStream body = call.exchange().answer(status, headers, range.length());
    try (OutputStream out = gate.out(body)) {
      file.channel().position(range.start());
      byte[] buffer = new byte[BUFFER];
      long left = range.length();
      while (left > 0) {
        int now = (int) Math.min(buffer.length, left);
        int read = file.channel().read(ByteBuffer.wrap(buffer, 0, now));
        if (read < 0) {
          throw new IOException("the stored file has become shorter");
        }
        out.write(buffer, 0, read);
        left -= read;
      }
    }
  }

  /** JSON as Dropbox puts it into a header: all that is not plain ASCII is escaped. */
  private static String headerSafe(JsonObject json) {
    StringBuilder text = new StringBuilder();
    for (char each : json.toString().toCharArray()) {
      if (each >= 0x7f) {
        text.append(String.format("\\u%04x", (int) each));
      } else {
        text.append(each);
      }
    }
    return text.toString();
  }
}
