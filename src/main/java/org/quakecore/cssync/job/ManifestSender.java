package org.quakecore.cssync.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.apache.commons.io.file.PathUtils;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/**
 * Sends manifests, those of several faults together, for commits are what Dropbox is slow at, and
 * proves that they arrived. Safe to use from several threads for several faults.
 */
final class ManifestSender {
  private final CsVersion version;
  private final Path scratch;
  private final Delivery delivery;
  private final Together<List<Manifest>, Boolean> transfers = new Together<>(this::sendAll);

  /**
   * @param staging the folder below which they are written before they are sent
   * @param delivery that proves by content, whatever the user asked for: whoever trusts an archive
   *     trusts its manifests
   */
  ManifestSender(CsVersion version, Path staging, Delivery delivery) {
    this.version = version;
    // No fault's folder can start with an underscore.
    this.scratch = staging.resolve(Manifest.FOLDER);
    this.delivery = delivery;
  }

  /**
   * Puts manifests into the version's folder of manifests, replacing what is there of the same
   * sets.
   *
   * @throws SyncException DATA naming what could not be proven after three tries
   */
  void send(List<Manifest> manifests) throws SyncException {
    if (!manifests.isEmpty()) {
      transfers.ask(manifests);
    }
  }

  private List<Boolean> sendAll(List<List<Manifest>> asked) throws SyncException {
    List<Manifest> manifests = asked.stream().flatMap(List::stream).toList();
    try {
      List<Proof.Expected> files = write(manifests, emptied(scratch));
      delivery.deliver(scratch, version + "/" + Manifest.FOLDER, files, Optional.empty());
    } catch (IOException failure) {
      throw SyncException.of(failure, scratch, Kind.BAD_INPUT);
    } finally {
      discard(scratch);
    }
    return Collections.nCopies(asked.size(), true);
  }

  private static Path emptied(Path scratch) throws IOException {
    if (Files.exists(scratch)) {
      PathUtils.deleteDirectory(scratch);
    }
    return Files.createDirectories(scratch);
  }

  private static List<Proof.Expected> write(List<Manifest> manifests, Path scratch)
      throws IOException, SyncException {
    List<Proof.Expected> written = new ArrayList<>();
    for (Manifest manifest : manifests) {
      Path file = scratch.resolve(manifest.fault() + "_" + manifest.type() + ".json");
      Files.writeString(file, manifest.toJson(), StandardCharsets.UTF_8);
      written.add(
          new Proof.Expected(
              file.getFileName().toString(), Files.size(file), ContentHash.of(file, bytes -> {})));
    }
    return written;
  }

  private static void discard(Path scratch) {
    try {
      if (Files.exists(scratch)) {
        PathUtils.deleteDirectory(scratch);
      }
    } catch (IOException e) {
      // What is left is small, and the next manifests replace it.
      return;
    }
  }
}
