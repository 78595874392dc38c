package org.quakecore.cssync.testing;

import com.google.gson.JsonArray;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/** Chromium without a window, driven by its DevTools protocol. */
public final class Browser {
  private static final long SECONDS = 30;
  private static final String LISTENING = "DevTools listening on ";

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger calls = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();

  /** What went wrong in the page, and what it asked for besides itself. */
  private final List<String> complaints = new ArrayList<>();

  private volatile CompletableFuture<JsonObject> loaded = new CompletableFuture<>();
  private String session = "";

  /**
   * Starts one.
   *
   * @param folder for its profile
   * @throws AssertionError where there is none, with how to install it
   */
  public Browser(Path folder) throws Exception {
    process =
        new ProcessBuilder(
                program(),
                "--headless",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--hide-scrollbars",
                "--remote-debugging-port=0",
                "--user-data-dir=" + folder.resolve("profile"),
                "about:blank")
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      socket =
          HttpClient.newHttpClient()
              .newWebSocketBuilder()
              .connectTimeout(Duration.ofSeconds(SECONDS))
              .buildAsync(URI.create(address()), new Listener())
              .get(SECONDS, TimeUnit.SECONDS);
      String target =
          call("Target.createTarget", "{\"url\":\"about:blank\"}").get("targetId").getAsString();
      session =
          call("Target.attachToTarget", "{\"flatten\":true,\"targetId\":\"" + target + "\"}")
              .get("sessionId")
              .getAsString();
      for (String domain : List.of("Page", "Runtime", "Log", "Network")) {
        call(domain + ".enable", "{}");
      }
    } catch (Exception | AssertionError e) {
      process.destroyForcibly();
      throw e;
    }
  }

  private static String program() {
    for (String name : List.of("chromium", "chromium-browser", "google-chrome")) {
      for (String folder : System.getenv("PATH").split(":", -1)) {
        Path file = Path.of(folder, name);
        if (Files.isExecutable(file)) {
          return file.toString();
        }
      }
    }
    throw new AssertionError(
        "Chromium is not on the PATH, and pages are tested in it: run scripts/test, which installs"
            + " it, or install the package chromium");
  }

  private String address() throws IOException {
    BufferedReader said = process.errorReader(StandardCharsets.UTF_8);
    StringBuilder all = new StringBuilder();
    for (String line = said.readLine(); line != null; line = said.readLine()) {
      all.append(line).append('\n');
      if (line.startsWith(LISTENING)) {
        drain(said);
        return line.substring(LISTENING.length());
      }
    }
    throw new AssertionError("Chromium does not start: " + all);
  }

  /** A pipe that nobody reads would stop it. */
  private static void drain(BufferedReader said) {
    Thread reader =
        new Thread(
            () -> {
              try {
                while (said.readLine() != null) {
                  // It is of no use.
                }
              } catch (IOException e) {
                // It has ended.
                return;
              }
            });
    reader.setDaemon(true);
    reader.start();
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
      text.append(data);
      if (last) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        take(message);
      }
      from.request(1);
      return null;
    }
  }

  private void take(JsonObject message) {
    if (message.has("id")) {
      answers.remove(message.get("id").getAsInt()).complete(message);
      return;
    }
    JsonObject what = message.getAsJsonObject("params");
    switch (message.get("method").getAsString()) {
      case "Page.loadEventFired" -> loaded.complete(what);
      case "Runtime.exceptionThrown", "Log.entryAdded" -> complain(what.toString());
      case "Runtime.consoleAPICalled" -> complain(what.toString());
      case "Network.requestWillBeSent" -> {
        String url = what.getAsJsonObject("request").get("url").getAsString();
        if (!what.get("type").getAsString().equals("Document")) {
          complain("asks for " + url);
        }
      }
      default -> {}
    }
  }

  private synchronized void complain(String what) {
    complaints.add(what);
  }

  /** Errors, words on the console, and requests, since the last page was opened. */
  public synchronized List<String> complaints() {
    return List.copyOf(complaints);
  }

  private JsonObject call(String method, String parameters) throws Exception {
    int id = calls.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(id, answer);
    JsonObject message = new JsonObject();
    message.addProperty("id", id);
    message.addProperty("method", method);
    message.add("params", JsonParser.parseString(parameters));
    if (!session.isEmpty()) {
      message.addProperty("sessionId", session);
    }
    socket.sendText(message.toString(), true).get(SECONDS, TimeUnit.SECONDS);
    JsonObject said = answer.get(SECONDS, TimeUnit.SECONDS);
    if (said.has("error")) {
      throw new AssertionError(method + ": " + said.get("error"));
    }
    return said.getAsJsonObject("result");
  }

  /** Opens a page, and waits until it is there. */
  public void open(Path file) throws Exception {
    synchronized (this) {
      complaints.clear();
    }
    loaded = new CompletableFuture<>();
    JsonObject parameters = new JsonObject();
    parameters.addProperty("url", file.toUri().toString());
    call("Page.navigate", parameters.toString());
    loaded.get(SECONDS, TimeUnit.SECONDS);
  }

  /** As on a screen so many pixels wide. */
  public void width(int pixels) throws Exception {
    call(
        "Emulation.setDeviceMetricsOverride",
        "{\"width\":" + pixels + ",\"height\":800,\"deviceScaleFactor\":1,\"mobile\":false}");
  }

  /** As on {@code screen}, or on paper: {@code print}. */
  public void medium(String name) throws Exception {
    call("Emulation.setEmulatedMedia", "{\"media\":\"" + name + "\"}");
  }

  /** Prints it, as somebody would. */
  public byte[] print() throws Exception {
    return Base64.getDecoder().decode(call("Page.printToPDF", "{}").get("data").getAsString());
  }

  /** Presses a key, with what it does to the page. */
  public void press(String key, int code) throws Exception {
    for (String type : List.of("rawKeyDown", "keyUp")) {
      JsonObject event = new JsonObject();
      event.addProperty("type", type);
      event.addProperty("key", key);
      event.addProperty("windowsVirtualKeyCode", code);
      if (key.equals("Enter") && type.equals("rawKeyDown")) {
        event.addProperty("type", "keyDown");
        event.addProperty("text", "\r");
      }
      call("Input.dispatchKeyEvent", event.toString());
    }
  }

  /** Writes into what has the focus. */
  public void type(String text) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("text", text);
    call("Input.insertText", parameters.toString());
  }

  /** What a piece of JavaScript comes to, a promise also when it is kept. */
  public JsonElement evaluate(String script) throws Exception {
    JsonObject parameters = new JsonObject();
    parameters.addProperty("expression", script);
    parameters.addProperty("awaitPromise", true);
    parameters.addProperty("returnByValue", true);
    JsonObject result = call("Runtime.evaluate", parameters.toString());
    if (result.has("exceptionDetails")) {
      throw new AssertionError(result.get("exceptionDetails").toString());
    }
    JsonObject value = result.getAsJsonObject("result");
    return value.has("value") ? value.get("value") : new JsonArray();
  }

  /** Ends it. */
  public void close() throws Exception {
    try {
      session = "";
      call("Browser.close", "{}");
    } finally {
      if (!process.waitFor(SECONDS, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    }
  }
}
