package org.quakecore.cssync.testing.dropbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;

/**
 * A Dropbox on loopback, for the real rclone with its real Dropbox backend.
 *
 * <p>rclone always calls api.dropboxapi.com and content.dropboxapi.com, but through a proxy when it
 * is told to: {@link #environment()} names the proxy that leads those names here, and the
 * certificate to trust. A child process with these variables has a remote {@code dropbox:}.
 *
 * <pre>
 * try (FakeDropbox dropbox = FakeDropbox.start()) {
 *   dropbox.on(Endpoint.LIST_FOLDER_CONTINUE).nth(2).status(500);
 *   dropbox.onCommit().path("/Cybershake/v22p4/*").loseCommit();
 * }
 * </pre>
 */
public final class FakeDropbox implements AutoCloseable {
  /** The remote's name with its colon. */
  public static final String REMOTE = "dropbox:";

  private final Path work;
  private final Path folder;
  private final Path staging;
  private final Tree tree;
  private final Troubles troubles;
  private final Counters counters = new Counters();
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Path certificate;
  private final Tokens tokens;

  /** Where rclone saves its tokens. */
  private final Path configuration;

  private final TlsServer server;
  private final ConnectProxy proxy;

  private FakeDropbox(Options options) throws IOException {
    work = Files.createTempDirectory("fake-dropbox");
    folder = options.folder().orElse(work.resolve("files"));
    Files.createDirectories(folder);
    // On the disk of the files, so that a commit is one move.
    staging =
        options.folder().isEmpty()
            ? Files.createDirectory(work.resolve("uploads"))
            : Files.createTempDirectory(folder.toAbsolutePath().getParent(), ".fake-dropbox");
    tree = new Tree(folder);
    troubles = new Troubles(tree);
    StoredFiles.load(folder, tree);
    tree.quota(options.quota());
    tokens = new Tokens(options.strictness().tokenLife());
    Identity identity = Identity.of(ConnectProxy.HOSTS);
    certificate = Files.writeString(work.resolve("certificate.pem"), identity.pem());
    Api api =
        new Api(
            new FileCalls(tree, troubles, options.pageSize(), options.strictness().team()),
            new UploadCalls(staging, new Commits(tree, troubles)),
            new Downloads(tree),
            troubles,
            counters,
            options,
            tokens,
            closing);
    configuration =
        Files.writeString(
            work.resolve("rclone.conf"),
            "[dropbox]\ntype = dropbox\ntoken = " + tokens.noted() + "\n");
    server = TlsServer.start(identity, options.http2(), api::serve, this::cut);
    proxy = new ConnectProxy(server.port(), options.line(), counters);
  }

  private void cut(int port) {
    proxy.cut(port);
  }

  /** Starts an empty one that is as fast as it can be and offers HTTP/2. */
  public static FakeDropbox start() throws IOException {
    return start(Options.standard());
  }

  /** Starts one; what lies in its folder already is in the account. */
  public static FakeDropbox start(Options options) throws IOException {
    return new FakeDropbox(options);
  }

  /** What a child process needs in its environment to have this as its remote {@code dropbox:}. */
  public Map<String, String> environment() {
    Map<String, String> environment = new LinkedHashMap<>();
    environment.put("HTTPS_PROXY", proxy.url());
    // One from outside might keep Dropbox's names from the proxy; an empty one would not count.
    environment.put("NO_PROXY", "localhost");
    environment.put("RCLONE_CA_CERT", certificate.toString());
    environment.put("RCLONE_CONFIG", configuration.toString());
    return environment;
  }

  /** Something that is to go wrong with calls of these endpoints, or of any where none is named. */
  public Trouble on(Endpoint... endpoints) {
    return troubles.on(Set.of(endpoints));
  }

  /** Something that is to go wrong where an upload becomes a file. */
  public Trouble onCommit() {
    return troubles.onCommit();
  }

  /** What was to go wrong and has not gone wrong yet, for messages. */
  public List<String> troublesToCome() {
    return troubles.toCome().stream().map(Trouble::toString).toList();
  }

  /** From now on nothing goes wrong any more. */
  public void behave() {
    troubles.clear();
  }

  /** The bytes that all files together may have. */
  public void quota(long bytes) {
    tree.quota(bytes);
  }

  /** How often a token was renewed. */
  public int renewals() {
    return tokens.renewals();
  }

  /** What was asked so far. */
  public Counters counters() {
    return counters;
  }

  /** Where a path like {@code Cybershake/v22p4/list.txt} lies on this disk; case counts here. */
  public Path file(String path) {
    return folder.resolve(path);
  }

  /** The paths of all files as they were given, without the slash in front, sorted. */
  public List<String> files() {
    try {
      return Stream.of(tree.list("", true))
          .flatMap(List::stream)
          .filter(entry -> entry.get(".tag").getAsString().equals("file"))
          .map(entry -> entry.get("path_display").getAsString().substring(1))
          .sorted()
          .toList();
    } catch (Refusal e) {
      throw new IllegalStateException("the root is always there", e);
    }
  }

  /** Stops, cutting every connection; a folder that was given stays, any other is deleted. */
  @Override
  public void close() throws IOException {
    closing.countDown();
    proxy.close();
    server.stop();
    StoredFiles.delete(staging);
    StoredFiles.delete(work);
  }
}
