package org.quakecore.cssync.upload.manifests;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.commons.io.file.PathUtils;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.catalogue.TemporaryName;
import org.quakecore.cssync.manifest.Manifest;
import org.quakecore.cssync.transfer.Delivery;
import org.quakecore.cssync.transfer.RemoteProof;

/**
 * Sends manifests together, for commits are what Dropbox is slow at, and proves that they arrived.
 * Safe to use from several threads.
 */
public final class Sender {
  private final CsVersion version;
  private final Path staging;
  private final Delivery delivery;
  private final FolderPages pages;
  private boolean cleared;

  /**
   * @param staging the folder below which they are written before they are sent
   * @param delivery that proves by content, whatever the user asked for: whoever trusts an archive
   *     trusts its manifests
   * @param pages what stands beside the archives, too
   */
  public Sender(CsVersion version, Path staging, Delivery delivery, FolderPages pages) {
    this.version = version;
    this.staging = staging;
    this.delivery = delivery;
    this.pages = pages;
  }

  /**
   * Puts manifests into the version's folder of manifests, replacing what is there of the same
   * sets.
   *
   * @throws SyncException DATA naming what could not be proven after three tries
   */
  public void send(List<Manifest> manifests) throws SyncException {
    SortedMap<String, String> beside = new TreeMap<>();
    manifests.forEach(manifest -> beside.putAll(pages.of(manifest)));
    // Before what vouches for the set, so that whoever is stopped between does it again.
    put(beside);
    sendAlone(manifests);
  }

  /** The same with nothing beside the archives, where those are another's. */
  public void sendAlone(List<Manifest> manifests) throws SyncException {
    note(manifests, Manifest.FOLDER);
  }

  /**
   * Puts manifests, also of what is yet to be, into a folder below the version's.
   *
   * @throws SyncException as {@link #send}
   */
  public void note(List<Manifest> manifests, String to) throws SyncException {
    SortedMap<String, String> files = new TreeMap<>();
    for (Manifest manifest : manifests) {
      files.put(to + "/" + manifest.fault() + "_" + manifest.type() + ".json", manifest.toJson());
    }
    put(files);
  }

  /**
   * Puts small files into the version's folder, replacing what is there of these names.
   *
   * @param contents by their paths below it
   * @throws SyncException as {@link #send}
   */
  public void put(SortedMap<String, String> contents) throws SyncException {
    if (contents.isEmpty()) {
      return;
    }
    try {
      Path folder = own();
      try {
        List<RemoteProof.Expected> files = write(contents, folder);
        delivery.deliver(folder, version.name(), files, Optional.empty());
      } finally {
        discard(folder);
      }
    } catch (IOException failure) {
      throw SyncException.of(failure, staging, Kind.BAD_INPUT);
    }
  }

  /** A new folder for one transfer. The first clears away what a killed run has left. */
  private synchronized Path own() throws IOException {
    Files.createDirectories(staging);
    if (!cleared) {
      TemporaryName.clear(staging);
      cleared = true;
    }
    return Files.createDirectory(staging.resolve(TemporaryName.of("manifests")));
  }

  private static List<RemoteProof.Expected> write(SortedMap<String, String> contents, Path scratch)
      throws IOException, SyncException {
    List<RemoteProof.Expected> written = new ArrayList<>();
    for (Map.Entry<String, String> content : contents.entrySet()) {
      Path file = scratch.resolve(content.getKey());
      Files.createDirectories(file.getParent());
      Files.writeString(file, content.getValue(), StandardCharsets.UTF_8);
      written.add(
          new RemoteProof.Expected(
              content.getKey(), Files.size(file), ContentHash.of(file, bytes -> {})));
    }
    return written;
  }

  private static void discard(Path folder) {
    try {
      PathUtils.deleteDirectory(folder);
    } catch (IOException e) {
      // What is left is small, and the next run clears it away.
      return;
    }
  }
}
