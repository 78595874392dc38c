package org.quakecore.cssync.transfer;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;

/** Sends files that lie here and proves that they arrived; what did not is sent again. */
public final class Delivery {
  /** A commit that Dropbox lost, or bytes it stored wrong, are rare enough that more is no help. */
  private static final int TRIES = 3;

  private final Remote remote;
  private final RemoteProof proof;
  private final Crew crew;
  private final List<String> arguments;
  private final Progress progress;

  public Delivery(
      Remote remote, RemoteProof proof, Crew crew, List<String> arguments, Progress progress) {
    this.remote = remote;
    this.proof = proof;
    this.crew = crew;
    this.arguments = arguments;
    this.progress = progress;
  }

  /** As {@link #deliver}, of small files beside those that are told one by one. */
  public void deliver(Path from, String to, List<RemoteProof.Expected> files, Optional<Path> log)
      throws SyncException {
    String first = files.get(0).name();
    Item item =
        new Item(
            Work.RECORD,
            first,
            files.size() == 1 ? first : first + " and " + (files.size() - 1) + " more",
            files.stream().mapToLong(RemoteProof.Expected::size).sum());
    try {
      deliver(from, to, files, item, log);
    } finally {
      progress.done(item);
    }
  }

  /**
   * Sends the files of a folder to a folder of the remote.
   *
   * @param item what they are, as it is told while they are sent
   * @param log where rclone's progress is appended, where wanted
   * @throws SyncException DATA naming a file that could not be proven
   */
  public void deliver(
      Path from, String to, List<RemoteProof.Expected> files, Item item, Optional<Path> log)
      throws SyncException {
    List<RemoteProof.Expected> left = new ArrayList<>(files);
    Transfer transfer =
        new Transfer(arguments, proof.comparesHashes(), log, bytes -> progress.passed(item, bytes));
    new Retry(TRIES, progress::warn, Retry.Pause.SLEEP)
        .run(remote.address(to), () -> sentAndProven(from, to, left, item, transfer));
  }

  /** Leaves of the files only what is not proven. */
  private boolean sentAndProven(
      Path from, String to, List<RemoteProof.Expected> files, Item item, Transfer transfer)
      throws SyncException, Retry.Hopeless {
    SortedMap<String, String> problems;
    List<StoredFile> stored = new ArrayList<>();
    String refused;
    try {
      refused = send(from, to, files, item, transfer, stored);
      // Whatever rclone said: a reply can be lost though the file is there, and the other way
      // round.
      problems = proof.problems(to, Optional.of(from), files, stored);
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw new Retry.Hopeless(failure);
      }
      throw failure;
    }
    files.removeIf(file -> !problems.containsKey(file.name()));
    if (problems.isEmpty()) {
      return true;
    }
    String first = problems.firstKey();
    throw new SyncException(
        Kind.DATA,
        remote.address(to + "/" + first)
            + " is not proven: "
            + problems.get(first)
            + refused
            + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more files)" : ""));
  }

  /** Sends, and says in words why the remote refused, where that may be of no consequence. */
  private String send(
      Path from,
      String to,
      List<RemoteProof.Expected> files,
      Item item,
      Transfer transfer,
      List<StoredFile> stored)
      throws SyncException {
    List<String> names = files.stream().map(RemoteProof.Expected::name).toList();
    long bytes = files.stream().mapToLong(RemoteProof.Expected::size).sum();
    try {
      stored.addAll(
          crew.carried(
              bytes,
              () -> {
                progress.begun(item, 0);
                return remote.send(from, to, names, transfer);
              }));
      return "";
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      return "; " + failure.getMessage();
    }
  }
}
