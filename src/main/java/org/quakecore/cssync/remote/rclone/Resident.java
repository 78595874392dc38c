package org.quakecore.cssync.remote.rclone;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLEncoder;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.Secrets;
import org.quakecore.cssync.remote.rclone.answer.Waits;
import org.quakecore.cssync.remote.rclone.process.Subprocess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An rclone that stays for as long as the program runs, for what is small: questions, and files of
 * few bytes. A call of it needs no process, no reading of the configuration, and no new connection
 * to Dropbox, which for small things is most of what they take.
 *
 * <p>It is a short cut and nothing else. Whatever it cannot do, refuses, or answers in doubt is
 * done by a call of rclone as if it had not been asked, and that call says what is wrong. It is
 * only handed what is whole: a stream that breaks off would have to look like an error to it, and
 * rclone takes the end of a short one for the end of the file.
 */
final class Resident implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Resident.class);

  /** A name that stands in the header of a form for itself. */
  private static final Pattern PLAIN = Pattern.compile("\\w[\\w.-]*");

  private static final Pattern NO_FOLDER = Pattern.compile("(^|: )directory not found$");
  private static final int FOLDER_NOT_FOUND = 3;
  private static final int OK = 200;
  private static final int NOT_FOUND = 404;

  private final Server server;

  /** Nothing is started before it is asked something. */
  Resident(Server server) {
    this.server = server;
  }

  /** What all rclones wait for. */
  Waits waits() {
    return server.waits();
  }

  /** What rclone calls its version, like {@code v1.60.1}, where it says so. */
  Optional<String> version() throws SyncException {
    return post("core/version", new JsonObject())
        .filter(reply -> reply.status() == OK)
        .map(reply -> text(parsed(reply), "version"));
  }

  /** Asks. There is an answer only where it is one: that something is not there is one as well. */
  <T> Optional<Answer<T>> ask(Question question, Subprocess.Output<T> output) throws SyncException {
    Optional<RemoteControl.Reply> reply = post(question.command(), question.parameters());
    if (reply.isEmpty()) {
      return Optional.empty();
    }
    if (reply.get().status() == OK) {
      try {
        T value = output.read(new ByteArrayInputStream(reply.get().body().getBytes(UTF_8)));
        return Optional.of(answer(question, 0, Optional.of(value)));
      } catch (IOException e) {
        LOG.info("rclone's answer to {} was not understood: {}", question.command(), e.toString());
        return Optional.empty();
      }
    }
    String error = text(parsed(reply.get()), "error");
    if (reply.get().status() == NOT_FOUND && NO_FOLDER.matcher(error).find()) {
      return Optional.of(answer(question, FOLDER_NOT_FOUND, Optional.empty()));
    }
    refused(question.command(), error);
    return Optional.empty();
  }

  /** Whether a file below a folder can be sent under this path. */
  static boolean canName(String path) {
    return path.indexOf('/') > 0 && PLAIN.matcher(Listings.nameOf(path)).matches();
  }

  /**
   * Sends the bytes of one file, replacing what is there.
   *
   * @param folder as rclone would be told it
   * @param path below that folder, ending with a name that {@link #canName} allows
   * @return whether rclone was content; else nothing is known of the file
   */
  boolean send(String folder, String path, byte[] bytes, boolean provenByCaller)
      throws SyncException {
    String boundary = Server.secret();
    String query =
        "?fs="
            + URLEncoder.encode(folder, UTF_8)
            + "&remote="
            + URLEncoder.encode(Listings.folderOf(path), UTF_8)
            + "&_config="
            + URLEncoder.encode(config(provenByCaller).toString(), UTF_8);
    String head =
        "--"
            + boundary
            + "\r\nContent-Disposition: form-data; name=\"file\"; filename=\""
            + Listings.nameOf(path)
            + "\"\r\nContent-Type: application/octet-stream\r\n\r\n";
    return isDone(
        "operations/uploadfile",
        server.post(
            "operations/uploadfile " + folder + " " + path,
            "operations/uploadfile" + query,
            "multipart/form-data; boundary=" + boundary,
            head.getBytes(UTF_8),
            bytes,
            ("\r\n--" + boundary + "--\r\n").getBytes(UTF_8)));
  }

  /** Copies the files of a list, replacing what is there; answers as {@link #send} does. */
  boolean copy(String from, String to, NameList names, boolean provenByCaller)
      throws SyncException {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("srcFs", from);
    parameters.addProperty("dstFs", to);
    parameters.add("_filter", names.filter());
    parameters.add("_config", config(provenByCaller));
    return isDone("sync/copy", post("sync/copy", parameters));
  }

  /** Ends it. Who still waits for it is left without an answer, and so is who asks later. */
  @Override
  public void close() {
    server.close();
  }

  private static JsonObject config(boolean provenByCaller) {
    JsonObject config = new JsonObject();
    config.addProperty("IgnoreChecksum", provenByCaller);
    return config;
  }

  private static <T> Answer<T> answer(Question question, int exitCode, Optional<T> output) {
    return new Answer<>(question.arguments(), exitCode, false, List.of(), output, "");
  }

  private static boolean isDone(String command, Optional<RemoteControl.Reply> reply) {
    boolean done = reply.isPresent() && reply.get().status() == OK;
    if (reply.isPresent() && !done) {
      refused(command, text(parsed(reply.get()), "error"));
    }
    return done;
  }

  private static void refused(String command, String error) {
    LOG.info("rclone rcd: {} failed, trying it by itself: {}", command, Secrets.masked(error));
  }

  private Optional<RemoteControl.Reply> post(String command, JsonObject parameters)
      throws SyncException {
    String text = parameters.toString();
    return server.post(command + " " + text, command, "application/json", text.getBytes(UTF_8));
  }

  private static JsonObject parsed(RemoteControl.Reply reply) {
    try {
      return JsonParser.parseString(reply.body()) instanceof JsonObject object
          ? object
          : new JsonObject();
    } catch (JsonParseException | StackOverflowError e) {
      return new JsonObject();
    }
  }

  private static String text(JsonObject object, String name) {
    JsonElement value = object.get(name);
    return value != null && value.isJsonPrimitive() ? value.getAsString() : "";
  }
}
