package org.quakecore.cssync.job;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.apache.commons.io.file.PathUtils;
import org.quakecore.cssync.archive.ContentHash;
import org.quakecore.cssync.archive.Manifest;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Transfer;

/**
 * Sends the manifests of a fault together, for commits are what Dropbox is slow at, and proves that
 * they arrived. Safe to use from several threads for several faults.
 */
final class ManifestSender {
  /** As for parts: a commit that Dropbox lost is rare enough that more is no help. */
  private static final int TRIES = 3;

  private final Remote remote;
  private final CsVersion version;
  private final Path staging;
  private final List<String> arguments;
  private final Progress progress;

  /**
   * @param staging the folder below which they are written before they are sent
   * @param arguments the user's own, handed to rclone as they are
   */
  ManifestSender(
      Remote remote, CsVersion version, Path staging, List<String> arguments, Progress progress) {
    this.remote = remote;
    this.version = version;
    this.staging = staging;
    this.arguments = List.copyOf(arguments);
    this.progress = progress;
  }

  /**
   * Puts the manifests of one fault into the version's folder of manifests, replacing what is there
   * of the same sets. They are always proven by content: whoever trusts an archive trusts them.
   *
   * @throws SyncException DATA naming what could not be proven after three tries
   */
  void send(Fault fault, List<Manifest> manifests) throws SyncException {
    if (manifests.isEmpty()) {
      return;
    }
    // No fault's folder can start with an underscore.
    Path scratch = staging.resolve(Manifest.FOLDER + "_" + fault);
    try {
      deliver(scratch, write(manifests, emptied(scratch)));
    } catch (IOException failure) {
      throw SyncException.of(failure, scratch, Kind.BAD_INPUT);
    } finally {
      discard(scratch);
    }
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

  private void deliver(Path scratch, List<Proof.Expected> all) throws SyncException {
    String to = version + "/" + Manifest.FOLDER;
    Proof proof = new Proof(remote, true);
    Transfer transfer =
        new Transfer(arguments, proof.comparesHashes(), Optional.empty(), bytes -> {});
    List<Proof.Expected> left = all;
    for (int attempt = 1; ; attempt++) {
      Optional<SyncException> refused = attempt(scratch, to, left, transfer);
      // Whatever rclone said: a reply can be lost though the file is there, and the other way
      // round.
      SortedMap<String, String> problems = proof.problems(to, scratch, left);
      if (problems.isEmpty()) {
        return;
      }
      if (attempt == TRIES) {
        String first = problems.firstKey();
        String said = refused.map(failure -> "; " + failure.getMessage()).orElse("");
        String why = " is not proven: " + problems.get(first) + said;
        throw new SyncException(
            Kind.DATA, remote.address(to + "/" + first) + why, refused.orElse(null));
      }
      progress.warn(remote.address(to) + ": sending again what is not proven: " + problems);
      left = left.stream().filter(file -> problems.containsKey(file.name())).toList();
    }
  }

  /** Sends once; a failure that concerns these files alone is for the proof to judge. */
  private Optional<SyncException> attempt(
      Path scratch, String to, List<Proof.Expected> files, Transfer transfer) throws SyncException {
    try {
      remote.send(scratch, to, files.stream().map(Proof.Expected::name).toList(), transfer);
      return Optional.empty();
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      return Optional.of(failure);
    }
  }

  private static void discard(Path scratch) {
    try {
      if (Files.exists(scratch)) {
        PathUtils.deleteDirectory(scratch);
      }
    } catch (IOException e) {
      // What is left is small, and the next manifests of this fault replace it.
      return;
    }
  }
}
