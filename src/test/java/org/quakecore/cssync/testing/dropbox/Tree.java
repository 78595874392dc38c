package org.quakecore.cssync.testing.dropbox;

import com.google.gson.JsonObject;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The account's files and folders: names are matched without case, and kept as they were given.
 *
 * <p>Contents lie in a folder on disk under the same names, so that large files never fill the heap
 * and a person can look at what was stored. Every change is atomic.
 */
final class Tree {
  private final Path root;
  private final Node top = Node.folder("id:root", "", null);
  private final Map<String, Node> byId = new HashMap<>();
  private long quota = 2L << 40;
  private long used;
  private long counter;

  Tree(Path root) {
    this.root = root;
  }

  /** Bytes that all files together may have. */
  synchronized void quota(long bytes) {
    quota = bytes;
  }

  synchronized long quota() {
    return quota;
  }

  synchronized long used() {
    return used;
  }

  /** What a path or an id names, or nothing. */
  synchronized Optional<Node> find(String path) {
    if (path.startsWith("id:")) {
      return Optional.ofNullable(byId.get(path));
    }
    Node node = top;
    for (String name : DropboxPath.names(path)) {
      node = node.children.get(Node.key(name));
      if (node == null) {
        return Optional.empty();
      }
    }
    return Optional.of(node);
  }

  /** The path that an id stands for; any other text as it is. */
  synchronized String displayed(String pathOrId) {
    Node known = byId.get(pathOrId);
    return known == null ? pathOrId : known.display();
  }

  synchronized JsonObject metadata(String path) throws Refusal {
    return existing(path).json();
  }

  /** A file's content on disk, open to be read whatever happens to the name. */
  synchronized OpenFile open(String path) throws Refusal, IOException {
    Node node = existing(path);
    if (!node.isFile) {
      throw new Refusal("not_file");
    }
    return new OpenFile(Files.newByteChannel(node.local(root)), node.json(), node.content.size());
  }

  /** The entries of a folder, sorted by path, each as its metadata. */
  synchronized List<JsonObject> list(String path, boolean recursive) throws Refusal {
    Node folder = existing(path);
    if (folder.isFile) {
      throw new Refusal("not_folder");
    }
    List<JsonObject> entries = new ArrayList<>();
    folder.describeChildren(recursive, entries);
    return entries;
  }

  /** Refuses a commit that cannot be made. */
  synchronized void check(String path, WriteMode mode, String contentHash, long size)
      throws Refusal {
    DropboxPath.refuseDisallowed(path);
    Optional<Node> there = find(path);
    if (there.isPresent()
        && (!there.get().isFile || !mode.replaces(there.get().content, contentHash))) {
      throw Refusal.conflict(there.get());
    }
    long replaced = there.map(Node::bytes).orElse(0L);
    if (used - replaced + size > quota) {
      throw new Refusal("insufficient_space");
    }
    refuseFileAbove(path);
  }

  /** Takes a whole file in, moving it from where it was staged. */
  synchronized JsonObject commit(
      String path, WriteMode mode, Path staged, Instant clientModified, String contentHash)
      throws Refusal, IOException {
    long size = Files.size(staged);
    check(path, mode, contentHash, size);
    Node.Content content =
        new Node.Content(size, contentHash, clientModified, Instant.now(), nextRevision());
    Files.setLastModifiedTime(staged, FileTime.from(clientModified));
    Node parent = folders(DropboxPath.parent(path));
    Optional<Node> there = find(path);
    Node node =
        there.orElseGet(() -> adopt(parent, newFile(DropboxPath.name(path), parent, content)));
    used += size - (there.isPresent() ? node.content.size() : 0);
    node.content = content;
    Files.move(staged, node.local(root), StandardCopyOption.REPLACE_EXISTING);
    return node.json();
  }

  /** Takes in a folder that lies on disk already. */
  synchronized void adoptFolder(String path) throws IOException {
    folders(path);
  }

  /** Takes in a file that lies on disk already. */
  synchronized void adoptFile(String path, long size, Instant modified, String contentHash)
      throws IOException {
    Node parent = folders(DropboxPath.parent(path));
    Node.Content content = new Node.Content(size, contentHash, modified, modified, nextRevision());
    adopt(parent, newFile(DropboxPath.name(path), parent, content));
    used += size;
  }

  /** What a commit that is never made would have answered. */
  synchronized JsonObject pretend(String path, long size, Instant modified, String contentHash) {
    Node.Content content =
        new Node.Content(size, contentHash, modified, Instant.now(), nextRevision());
    Node parent = find(DropboxPath.parent(path)).orElse(top);
    return Node.file(nextId(), DropboxPath.name(path), parent, content).json();
  }

  synchronized JsonObject createFolder(String path) throws Refusal, IOException {
    DropboxPath.refuseDisallowed(path);
    Optional<Node> there = find(path);
    if (there.isPresent()) {
      throw Refusal.conflict(there.get());
    }
    refuseFileAbove(path);
    return folders(path).json();
  }

  synchronized JsonObject delete(String path) throws Refusal, IOException {
    Node node = existing(path);
    if (node == top) {
      throw new BadCallException("path: the root folder cannot be deleted");
    }
    JsonObject metadata = node.json();
    node.deleteLocal(root);
    node.parent.children.remove(Node.key(node.name));
    used -= node.bytes();
    forget(node);
    return metadata;
  }

  synchronized JsonObject move(String from, String to) throws Refusal, IOException {
    Node node = relocatable(from, to, true);
    Node parent = folders(DropboxPath.parent(to));
    Path local = node.local(root);
    node.parent.children.remove(Node.key(node.name));
    node.name = DropboxPath.name(to);
    adopt(parent, node);
    if (!local.equals(node.local(root))) {
      Files.move(local, node.local(root));
    }
    return node.json();
  }

  synchronized JsonObject copy(String from, String to) throws Refusal, IOException {
    Node node = relocatable(from, to, false);
    if (used + node.bytes() > quota) {
      throw new Refusal("insufficient_quota");
    }
    return copy(node, folders(DropboxPath.parent(to)), DropboxPath.name(to)).json();
  }

  private Node copy(Node node, Node parent, String name) throws IOException {
    Node copy =
        node.isFile ? newFile(name, parent, node.content) : Node.folder(nextId(), name, parent);
    byId.put(copy.id, copy);
    adopt(parent, copy);
    if (node.isFile) {
      used += node.content.size();
      Files.copy(node.local(root), copy.local(root), StandardCopyOption.COPY_ATTRIBUTES);
    } else {
      Files.createDirectories(copy.local(root));
      for (Node child : List.copyOf(node.children.values())) {
        copy(child, copy, child.name);
      }
    }
    return copy;
  }

  private Node relocatable(String from, String to, boolean mayRename) throws Refusal {
    Node node;
    try {
      node = existing(from);
    } catch (Refusal refusal) {
      throw refusal.below("from_lookup");
    }
    Optional<Node> there = find(to);
    if (there.isPresent() && !(mayRename && there.get() == node)) {
      throw Refusal.conflict(there.get()).below("to");
    }
    if (nearestAbove(to).isWithin(node)) {
      throw new Refusal("cant_move_folder_into_itself");
    }
    try {
      DropboxPath.refuseDisallowed(to);
      refuseFileAbove(to);
    } catch (Refusal refusal) {
      throw refusal.below("to");
    }
    return node;
  }

  private Node existing(String path) throws Refusal {
    return find(path).orElseThrow(() -> new Refusal("not_found"));
  }

  private void refuseFileAbove(String path) throws Refusal {
    Node above = nearestAbove(path);
    if (above.isFile) {
      throw Refusal.conflict(above);
    }
  }

  /** The lowest there is of the folders that a path lies in; a file where one is in the way. */
  private Node nearestAbove(String path) {
    String above = DropboxPath.parent(path);
    Optional<Node> there = find(above);
    while (there.isEmpty()) {
      above = DropboxPath.parent(above);
      there = find(above);
    }
    return there.get();
  }

  /** The folder of a path, made with all those above it where they are missing. */
  private Node folders(String path) throws IOException {
    Node node = top;
    for (String name : DropboxPath.names(path)) {
      Node parent = node;
      node = parent.children.get(Node.key(name));
      if (node == null) {
        node = adopt(parent, Node.folder(nextId(), name, parent));
        byId.put(node.id, node);
      }
    }
    Files.createDirectories(node.local(root));
    return node;
  }

  private Node newFile(String name, Node parent, Node.Content content) {
    Node file = Node.file(nextId(), name, parent, content);
    byId.put(file.id, file);
    return file;
  }

  private static Node adopt(Node parent, Node child) {
    child.parent = parent;
    parent.children.put(Node.key(child.name), child);
    return child;
  }

  private void forget(Node node) {
    byId.remove(node.id);
    node.children.values().forEach(this::forget);
  }

  private String nextId() {
    return String.format("id:a4ayc_80_OEAAAAAA%08d", ++counter);
  }

  private String nextRevision() {
    return String.format("015f%012x", ++counter);
  }
}
