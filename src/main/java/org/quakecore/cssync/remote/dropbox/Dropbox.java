package org.quakecore.cssync.remote.dropbox;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.LongConsumer;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.PlainPath;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.remote.Transfer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Dropbox, spoken to directly. What rclone stores is found here, and the other way round.
 *
 * <p>A file is only replaced where it is the very revision that was looked at last, and only comes
 * into being where nothing was seen; what somebody else has put there meanwhile is an error that
 * names it.
 */
final class Dropbox implements Remote {
  private static final Logger LOG = LoggerFactory.getLogger(Dropbox.class);
  private static final Traits TRAITS = new Traits(true, true, true, true, true, false);

  /** Files of up to so many bytes are sent several in one call, where there are some. */
  private static final int TINY = 1 << 20;

  private static final int WORTH_A_BATCH = 3;

  /** From so many files of one folder on a listing of it is the cheaper question. */
  private static final int WORTH_LISTING = 3;

  private final String root;
  private final Tree tree;
  private final Commits commits;
  private final Uploads uploads;
  private final Downloads downloads;
  private final Fetching fetching;
  private final Api api;

  /**
   * @param root as rclone would be told it
   * @param location that it is
   */
  Dropbox(String root, Location location, Api api, Blocks blocks, SmallFiles smallFiles) {
    this.root = root;
    this.api = api;
    this.tree = new Tree(api, location.path());
    this.commits = new Commits(api);
    this.uploads = new Uploads(api, blocks);
    this.downloads = new Downloads(api, blocks);
    this.fetching = new Fetching(this, api, downloads, blocks, smallFiles);
    if (location.teamRoot()) {
      api.beginPathsAtTheTeamsRoot();
    }
  }

  Tree tree() {
    return tree;
  }

  @Override
  public String address(String path) {
    return PlainPath.address(root, path);
  }

  @Override
  public Traits traits() {
    return TRAITS;
  }

  @Override
  public boolean goesOnWithHalfAFile() {
    return true;
  }

  @Override
  public Optional<Path> folderHere() {
    return Optional.empty();
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash) throws SyncException {
    return list(folder, withHash, listed -> {});
  }

  @Override
  public Optional<List<StoredFile>> list(String folder, boolean withHash, LongConsumer listed)
      throws SyncException {
    try {
      Optional<Tree.Listed> all = tree.list(folder, true, listed);
      tree.settle(folder);
      return all.map(each -> withHash ? each.files() : withoutHash(each.files()));
    } catch (Refused refused) {
      throw refused.about(address(folder));
    }
  }

  @Override
  public Optional<List<String>> folders(String folder) throws SyncException {
    try {
      return tree.list(folder, false, listed -> {}).map(Tree.Listed::folders);
    } catch (Refused refused) {
      throw refused.about(address(folder));
    }
  }

  @Override
  public List<StoredFile> look(String folder, List<String> paths, boolean withHash)
      throws SyncException {
    Map<String, List<String>> byFolder = new TreeMap<>(ByteOrder.COMPARATOR);
    for (String path : paths) {
      PlainPath.require(path);
      byFolder.computeIfAbsent(PlainPath.folder(path), key -> new ArrayList<>()).add(path);
    }
    List<StoredFile> found = new ArrayList<>();
    for (Map.Entry<String, List<String>> each : byFolder.entrySet()) {
      String below = each.getKey().isEmpty() ? folder : folder + "/" + each.getKey();
      try {
        found.addAll(
            each.getValue().size() < WORTH_LISTING
                ? lookAtEach(folder, each.getValue())
                : lookInto(below, each.getValue()));
      } catch (Refused refused) {
        throw refused.about(address(below));
      }
    }
    found.sort((a, b) -> ByteOrder.COMPARATOR.compare(a.path(), b.path()));
    return withHash ? found : withoutHash(found);
  }

  private static List<StoredFile> withoutHash(List<StoredFile> files) {
    return files.stream()
        .map(file -> new StoredFile(file.path(), file.size(), file.modified(), Optional.empty()))
        .toList();
  }

  private List<StoredFile> lookAtEach(String folder, List<String> paths)
      throws SyncException, Refused {
    List<StoredFile> found = new ArrayList<>();
    for (String path : paths) {
      String whole = folder.isEmpty() ? path : folder + "/" + path;
      tree.find(whole).ifPresent(file -> found.add(file.as(path)));
    }
    return found;
  }

  private List<StoredFile> lookInto(String folder, List<String> paths)
      throws SyncException, Refused {
    Map<String, StoredFile> there = new HashMap<>();
    tree.list(folder, false, listed -> {})
        .ifPresent(all -> all.files().forEach(file -> there.put(Tree.key(file.path()), file)));
    List<StoredFile> found = new ArrayList<>();
    for (String path : paths) {
      StoredFile file = there.get(Tree.key(PlainPath.name(path)));
      if (file != null) {
        found.add(file.as(path));
      }
    }
    return found;
  }

  @Override
  public List<StoredFile> send(Path from, String to, List<String> names, Transfer transfer)
      throws SyncException {
    long bytes = 0;
    for (String name : names) {
      PlainPath.require(name);
      bytes += PlainPath.size(from.resolve(name));
    }
    try (Course course = new Course(transfer, String.join(", ", names), bytes)) {
      List<Uploads.Outgoing> files = new ArrayList<>();
      for (String name : names) {
        String path = to.isEmpty() ? name : to + "/" + name;
        files.add(
            new Uploads.Outgoing(
                tree.path(path),
                path,
                address(path),
                PlainPath.size(from.resolve(name)),
                transfer.resume(),
                course));
      }
      List<Commits.Pending> uploaded = bring(from, names, files);
      commits.commit(uploaded);
      List<StoredFile> stored = new ArrayList<>();
      for (int i = 0; i < uploaded.size(); i++) {
        stored.add(
            settled(uploaded.get(i), files.get(i).name(), transfer.resume()).as(names.get(i)));
      }
      return stored;
    }
  }

  private List<Commits.Pending> bring(Path from, List<String> names, List<Uploads.Outgoing> files)
      throws SyncException {
    List<Uploads.Uploaded> uploaded = new ArrayList<>();
    boolean together =
        files.size() >= WORTH_A_BATCH && files.stream().allMatch(file -> file.bytes() <= TINY);
    if (together) {
      List<byte[]> contents = new ArrayList<>();
      for (String name : names) {
        contents.add(content(from.resolve(name)));
      }
      uploaded.addAll(uploads.sendTogether(files, contents));
    }
    List<Commits.Pending> pending = new ArrayList<>();
    for (int i = 0; i < files.size(); i++) {
      Path file = from.resolve(names.get(i));
      Optional<Instant> time = Optional.of(modified(file));
      Uploads.Uploaded each =
          together
              ? uploaded.get(i)
              : uploads.send(
                  files.get(i),
                  out -> {
                    try (InputStream in = Files.newInputStream(file)) {
                      in.transferTo(out);
                    }
                  });
      pending.add(pending(each, files.get(i).name(), time));
    }
    return pending;
  }

  private static byte[] content(Path file) throws SyncException {
    try {
      return Files.readAllBytes(file);
    } catch (IOException e) {
      throw SyncException.of(e, file, Kind.DATA);
    }
  }

  @Override
  public Optional<StoredFile> stream(String to, Source source, Transfer transfer)
      throws SyncException {
    PlainPath.require(to);
    try (Course course = new Course(transfer, PlainPath.name(to), transfer.bytes())) {
      Uploads.Uploaded uploaded =
          uploads.send(
              new Uploads.Outgoing(
                  tree.path(to), to, address(to), transfer.bytes(), transfer.resume(), course),
              source);
      Commits.Pending pending = pending(uploaded, to, Optional.empty());
      commits.commit(List.of(pending));
      StoredFile stored = settled(pending, to, transfer.resume()).as(to);
      transfer.resume().ifPresent(ResumeRecord::delete);
      return Optional.of(stored);
    }
  }

  private Commits.Pending pending(Uploads.Uploaded uploaded, String path, Optional<Instant> time) {
    JsonObject commit = new JsonObject();
    commit.addProperty("path", tree.path(path));
    commit.add("mode", tree.mode(path));
    commit.addProperty("mute", true);
    time.ifPresent(
        modified ->
            commit.addProperty(
                "client_modified",
                modified.plusMillis(500).truncatedTo(ChronoUnit.SECONDS).toString()));
    return new Commits.Pending(uploaded.session(), uploaded.size(), commit);
  }

  /** What a commit has made; where its reply was lost, what is there by now. */
  private Tree.Entry settled(Commits.Pending pending, String path, Optional<Path> resume)
      throws SyncException {
    try {
      return tree.saw(path, pending.file());
    } catch (Refused refused) {
      if (refused.says("conflict")) {
        tree.contest(path);
      }
      if (!refused.says("lookup_failed")) {
        throw refused.about(address(path));
      }
      // Dropbox does not know the session any more: it is a file by now, or of no use.
      resume.ifPresent(ResumeRecord::delete);
      try {
        Optional<Tree.Entry> there = tree.find(path);
        if (there.isPresent()) {
          return there.get();
        }
      } catch (Refused again) {
        refused.addSuppressed(again);
      }
      throw refused.about(address(path));
    }
  }

  @Override
  public <T> T read(String file, long offset, long length, List<String> own, Sink<T> sink)
      throws SyncException {
    PlainPath.require(file);
    Tree.Entry there = existing(file);
    long bytes = length < 0 ? there.size() - offset : length;
    if (offset + bytes > there.size() || bytes < 0) {
      throw new SyncException(
          Kind.DATA,
          address(file)
              + ": "
              + Math.max(0, there.size() - offset)
              + " B came instead of the "
              + length
              + " B asked for from byte "
              + offset
              + " on, for it has "
              + there.size());
    }
    try {
      return downloads.read(
          new Downloads.Incoming(
              tree.path(file),
              address(file),
              there.revision(),
              length < 0 ? 0 : offset,
              offset,
              bytes),
          sink);
    } catch (SyncException failure) {
      // It may have been replaced since it was looked at.
      tree.forget(file);
      throw failure;
    }
  }

  /** A file that is there, by what was last seen of it. */
  Tree.Entry existing(String file) throws SyncException {
    Optional<Tree.Entry> known = tree.known(file);
    if (known.isPresent()) {
      return known.get();
    }
    try {
      return tree.find(file)
          .orElseThrow(
              () ->
                  new SyncException(
                      Kind.DATA, address(file) + ": there is no such file on the remote"));
    } catch (Refused refused) {
      throw refused.about(address(file));
    }
  }

  @Override
  public void fetch(String from, Path to, List<String> names, Transfer transfer)
      throws SyncException {
    fetching.fetch(from, to, names, transfer);
  }

  @Override
  public Set<String> differing(Path here, String there, List<String> names) throws SyncException {
    Map<String, StoredFile> found = new HashMap<>();
    look(there, names, true).forEach(file -> found.put(file.path(), file));
    Set<String> unproven = new HashSet<>();
    for (String name : names) {
      Path file = here.resolve(name);
      StoredFile remote = found.get(name);
      if (remote == null
          || !Files.isRegularFile(file)
          || !Optional.of(ContentHash.of(file, bytes -> {})).equals(remote.contentHash())) {
        unproven.add(name);
      }
    }
    return unproven;
  }

  @Override
  public void move(String from, String to) throws SyncException {
    PlainPath.require(to);
    moveAlone(new Move(from, to));
  }

  @Override
  public List<StoredFile> move(List<Move> moves) throws SyncException {
    List<StoredFile> moved = new ArrayList<>();
    for (Move move : moves) {
      PlainPath.require(move.to());
    }
    if (moves.size() < WORTH_A_BATCH) {
      for (Move move : moves) {
        moved.add(moveAlone(move));
      }
      return moved;
    }
    List<Commits.Result> results;
    try {
      results =
          commits.together(
              "files/move_batch_v2",
              "files/move_batch/check_v2",
              moves.stream().map(this::paths).toList());
    } catch (Refused refused) {
      moves.forEach(move -> tree.forget(move.from()));
      throw refused.about(address(moves.get(0).from()));
    }
    SyncException failure = null;
    for (int i = 0; i < moves.size(); i++) {
      Commits.Result result = results.get(i);
      try {
        moved.add(moved(moves.get(i), () -> result.success().getAsJsonObject("success")));
      } catch (SyncException each) {
        failure = failure == null ? each : failure;
      }
    }
    if (failure != null) {
      throw failure;
    }
    return moved;
  }

  private StoredFile moveAlone(Move move) throws SyncException {
    return moved(
        move,
        () ->
            commits.alone(() -> api.ask("files/move_v2", paths(move))).getAsJsonObject("metadata"));
  }

  private JsonObject paths(Move move) {
    JsonObject paths = new JsonObject();
    paths.addProperty("from_path", tree.path(move.from()));
    paths.addProperty("to_path", tree.path(move.to()));
    return paths;
  }

  /** What a move has made; where its reply was lost, what is there by now. */
  private StoredFile moved(Move move, Commits.Change<JsonObject> made) throws SyncException {
    Optional<Tree.Entry> before = tree.known(move.from());
    try {
      return tree.saw(move.to(), made.make()).as(move.to());
    } catch (Refused refused) {
      Optional<Tree.Entry> there =
          refused.says("not_found") ? arrived(move.to(), before) : Optional.empty();
      return there
          .orElseThrow(() -> refused.about(address(refused.says("to") ? move.to() : move.from())))
          .as(move.to());
    } finally {
      tree.forget(move.from());
    }
  }

  /** The file that a move has made of which the reply was lost. */
  private Optional<Tree.Entry> arrived(String to, Optional<Tree.Entry> before)
      throws SyncException {
    try {
      return before.isPresent()
          ? tree.find(to).filter(now -> now.hash().equals(before.get().hash()))
          : Optional.empty();
    } catch (Refused refused) {
      return Optional.empty();
    }
  }

  @Override
  public void delete(String file) throws SyncException {
    remove(file);
  }

  @Override
  public void delete(String folder, List<String> names) throws SyncException {
    removeAll(names.stream().map(name -> folder.isEmpty() ? name : folder + "/" + name).toList());
  }

  @Override
  public void deleteFolder(String folder) throws SyncException {
    remove(folder);
  }

  @Override
  public void deleteFolders(List<String> folders) throws SyncException {
    removeAll(folders);
  }

  private void removeAll(List<String> paths) throws SyncException {
    if (paths.size() < WORTH_A_BATCH) {
      for (String path : paths) {
        remove(path);
      }
      return;
    }
    List<JsonObject> entries = new ArrayList<>();
    for (String path : paths) {
      JsonObject entry = new JsonObject();
      entry.addProperty("path", tree.path(path));
      entries.add(entry);
    }
    try {
      List<Commits.Result> results =
          commits.together("files/delete_batch", "files/delete_batch/check", entries);
      for (int i = 0; i < paths.size(); i++) {
        requireGone(results.get(i), paths.get(i));
      }
    } catch (Refused refused) {
      throw refused.about(address(paths.get(0)));
    } finally {
      paths.forEach(tree::forget);
    }
  }

  private void requireGone(Commits.Result result, String path) throws SyncException {
    try {
      result.success();
    } catch (Refused refused) {
      if (!refused.says("not_found")) {
        throw refused.about(address(path));
      }
    }
  }

  private void remove(String path) throws SyncException {
    JsonObject arguments = new JsonObject();
    arguments.addProperty("path", tree.path(path));
    try {
      commits.alone(() -> api.ask("files/delete_v2", arguments));
    } catch (Refused refused) {
      if (!refused.says("not_found")) {
        throw refused.about(address(path));
      }
    } finally {
      tree.forget(path);
    }
  }

  @Override
  public OptionalLong freeBytes() throws SyncException {
    try {
      JsonObject usage = api.ask("users/get_space_usage", null);
      JsonElement allocation = usage.get("allocation");
      if (allocation == null
          || !allocation.getAsJsonObject().get(".tag").getAsString().equals("individual")) {
        // A team's figures say nothing of what this user may still put there.
        return OptionalLong.empty();
      }
      long free =
          allocation.getAsJsonObject().get("allocated").getAsLong() - usage.get("used").getAsLong();
      if (free <= 0) {
        LOG.warn("by its own count the account has no room left; only a refusal tells for sure");
        return OptionalLong.empty();
      }
      return OptionalLong.of(free);
    } catch (Refused refused) {
      return OptionalLong.empty();
    }
  }

  static Instant modified(Path file) throws SyncException {
    try {
      return Files.getLastModifiedTime(file).toInstant();
    } catch (IOException e) {
      throw SyncException.of(e, file, Kind.DATA);
    }
  }

  @Override
  public Optional<Duration> clockAhead() {
    return api.clockAhead();
  }
}
