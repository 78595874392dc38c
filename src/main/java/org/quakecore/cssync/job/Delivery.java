package org.quakecore.cssync.job;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Remote;
import org.quakecore.cssync.remote.Transfer;

/** Sends staged files and proves that they arrived; what did not is sent again. */
final class Delivery {
  static final String STAGE = "send";

  /** A commit that Dropbox lost, or bytes it stored wrong, are rare enough that more is no help. */
  private static final int TRIES = 3;

  private final Remote remote;
  private final Proof proof;
  private final Line line;
  private final List<String> arguments;
  private final Progress progress;

  Delivery(Remote remote, Proof proof, Line line, List<String> arguments, Progress progress) {
    this.remote = remote;
    this.proof = proof;
    this.line = line;
    this.arguments = arguments;
    this.progress = progress;
  }

  /**
   * Sends the files of a folder to a folder of the remote.
   *
   * @param log where rclone's progress is appended, where wanted
   * @throws SyncException DATA naming the files that could not be proven
   */
  void deliver(Path from, String to, List<Proof.Expected> files, Optional<Path> log)
      throws SyncException {
    SortedMap<String, String> problems = tried(from, to, files, log);
    if (!problems.isEmpty()) {
      String first = problems.firstKey();
      throw new SyncException(
          Kind.DATA,
          problems.get(first)
              + (problems.size() > 1 ? " (and " + (problems.size() - 1) + " more files)" : ""));
    }
  }

  /**
   * As {@link #deliver}, of files that are no concern of one another.
   *
   * @return why a file could not be proven, by the names of those that were not
   */
  SortedMap<String, String> tried(
      Path from, String to, List<Proof.Expected> files, Optional<Path> log) throws SyncException {
    Transfer transfer =
        new Transfer(
            arguments, proof.comparesHashes(), log, bytes -> progress.advance(STAGE, bytes));
    List<Proof.Expected> left = files;
    for (int attempt = 1; ; attempt++) {
      SyncException refused = null;
      try {
        List<String> names = left.stream().map(Proof.Expected::name).toList();
        long bytes = left.stream().mapToLong(Proof.Expected::size).sum();
        line.carry(bytes, () -> remote.send(from, to, names, transfer));
      } catch (SyncException failure) {
        if (failure.kind().stopsTheRun()) {
          throw failure;
        }
        refused = failure;
      }
      // Whatever rclone said: a reply can be lost though the file is there, and the other way
      // round.
      SortedMap<String, String> problems = proof.problems(to, Optional.of(from), left);
      if (problems.isEmpty()) {
        return problems;
      }
      String reason = refused == null ? "" : "; " + refused.getMessage();
      if (attempt == TRIES) {
        problems.replaceAll(
            (name, problem) ->
                remote.address(to + "/" + name) + " is not proven: " + problem + reason);
        return problems;
      }
      progress.warn(
          remote.address(to) + ": sending again what is not proven: " + problems + reason);
      left = left.stream().filter(file -> problems.containsKey(file.name())).toList();
    }
  }
}
