package org.quakecore.cssync.job;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.archive.SampleWriter;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.job.SendingRecord.FileRecord;
import org.quakecore.cssync.job.SendingRecord.MemberRecord;
import org.quakecore.cssync.remote.Transfer;

/** Gets files to the remote and proves each, by way of the staging folder or straight through. */
final class Shipping {
  private static final long FIRST_PAUSE_SECONDS = 1;
  private static final int LONGER_EACH_TIME = 4;

  private final UploadParts parts;

  Shipping(UploadParts parts) {
    this.parts = parts;
  }

  /** Whether the file goes straight from its sources to the remote. */
  boolean isStreamed(FileTask task) {
    return task.file().part().isEmpty() || parts.options().staging() == Staging.NONE;
  }

  /**
   * Stages a tar; empty when the one on the remote turns out to be right.
   *
   * @throws SyncException DATA when the set cannot go on
   */
  Optional<StagedFile> stage(FileTask task) throws SyncException {
    FileRecord made =
        parts
            .stager()
            .stage(
                task.set().planned().set(),
                task.file(),
                task.sources(),
                task.before(),
                task.fault().block());
    learnt(task, made);
    if (task.mayBeThere() && isRight(task, expected(made), true)) {
      parts.stager().remove(fault(task), task.file().name());
      keep(task, expected(made));
      return Optional.empty();
    }
    return Optional.of(new StagedFile(task, expected(made)));
  }

  /** Keeps what is on the remote where that can be told without making a tar first. */
  boolean keepsWhatIsThere(FileTask task) throws SyncException {
    if (!task.mayBeThere()) {
      return false;
    }
    // Sources that did not change make the same tar again: no need to make it to compare it.
    Optional<FileRecord> known = task.known();
    if (known.isPresent() && parts.fullProof().comparesHashes()) {
      if (!isRight(task, expected(known.get()), false)) {
        return false;
      }
      parts.progress().advance(Stager.STAGE, task.file().packingBytes());
      keep(task, expected(known.get()));
      return true;
    }
    if (!isStreamed(task)) {
      return false;
    }
    FileRecord made = learnt(task.sources(), write(task, OutputStream.nullOutputStream()));
    learnt(task, made);
    if (isRight(task, expected(made), false)) {
      keep(task, expected(made));
      return true;
    }
    return false;
  }

  /**
   * Sends staged files of one fault to one destination, and proves them.
   *
   * @return why a file did not arrive, by the names of those that did not
   */
  Map<String, String> deliver(Fault fault, String destination, List<StagedFile> load)
      throws SyncException {
    Map<String, String> problems = new TreeMap<>();
    try {
      problems.putAll(
          parts
              .delivery()
              .tried(
                  parts.stager().folder(fault),
                  parts.path(destination),
                  load.stream().map(StagedFile::expected).toList(),
                  Optional.of(parts.stager().progressLog(fault))));
    } catch (SyncException failure) {
      if (failure.kind().stopsTheRun()) {
        throw failure;
      }
      load.forEach(file -> problems.put(file.expected().name(), failure.getMessage()));
    }
    for (StagedFile file : load) {
      if (!problems.containsKey(file.expected().name())) {
        arrived(file.task(), file.expected());
      }
    }
    return problems;
  }

  /**
   * Streams a file from its sources, and proves it. A stream that failed is made again, byte for
   * byte the same.
   *
   * @throws SyncException DATA when a source is not what it was, or the file could not be proven
   */
  void stream(FileTask task) throws SyncException {
    long pause = FIRST_PAUSE_SECONDS;
    for (int attempt = 1; ; attempt++) {
      try {
        streamOnce(task);
        return;
      } catch (RemoteFailure failure) {
        if (attempt >= parts.options().retries()) {
          throw failure.reason;
        }
        parts
            .progress()
            .warn("#### Sending " + task.file().name() + " again: " + failure.reason.getMessage());
        pause(pause);
        pause *= LONGER_EACH_TIME;
      }
    }
  }

  private void streamOnce(FileTask task) throws SyncException, RemoteFailure {
    String path = parts.path(task.destination() + "/" + task.file().name());
    Transfer transfer =
        new Transfer(
            parts.options().rcloneArguments(),
            parts.proof().comparesHashes(),
            Optional.of(parts.stager().progressLog(fault(task))),
            bytes -> parts.progress().advance(Delivery.STAGE, bytes),
            task.file().size());
    Attempt attempt = new Attempt();
    try {
      parts
          .line()
          .carry(
              task.file().size(),
              () -> parts.remote().stream(path, out -> attempt.write(task, out), transfer));
    } catch (SyncException failure) {
      if (attempt.broken != null) {
        throw attempt.broken;
      }
      if (failure.kind().stopsTheRun() && failure.kind() != Kind.REMOTE) {
        throw failure;
      }
      attempt.refused = failure;
    }
    if (attempt.packed == null) {
      throw new RemoteFailure(attempt.refused);
    }
    // Whatever rclone said: a reply can be lost though the file is there, and the other way round.
    FileRecord made = learnt(task.sources(), attempt.packed);
    Optional<String> problem = problem(task, expected(made), parts.proof(), false);
    if (problem.isPresent()) {
      throw new RemoteFailure(
          new SyncException(
              Kind.DATA,
              parts.remote().address(path)
                  + " is not proven: "
                  + problem.get()
                  + (attempt.refused == null ? "" : "; " + attempt.refused.getMessage()),
              attempt.refused));
    }
    learnt(task, made);
    arrived(task, expected(made));
  }

  private PackedPart write(FileTask task, OutputStream out) throws SyncException {
    try {
      return task.file().part().isPresent()
          ? PartWriter.stream(
              task.file().part().get(), out, bytes -> parts.progress().advance(Stager.STAGE, bytes))
          : SampleWriter.stream(task.file().members().get(0), out, bytes -> {});
    } catch (IOException closed) {
      throw new SyncException(
          Kind.REMOTE, task.file().name() + ": the remote took no more bytes", closed);
    }
  }

  private void arrived(FileTask task, Proof.Expected file) {
    task.set().arrived(file);
    parts.summary().count(1, file.size());
    parts.progress().finished("sent " + file.name(), file.size());
  }

  private void keep(FileTask task, Proof.Expected file) {
    task.fault().keeping(file.name());
    task.set().keptAsItIs(file);
    parts.progress().advance(Delivery.STAGE, file.size());
  }

  private boolean isRight(FileTask task, Proof.Expected file, boolean staged) throws SyncException {
    return problem(task, file, parts.fullProof(), staged).isEmpty();
  }

  private Optional<String> problem(FileTask task, Proof.Expected file, Proof proof, boolean staged)
      throws SyncException {
    Optional<Path> here =
        staged ? Optional.of(parts.stager().folder(fault(task))) : Optional.empty();
    return Optional.ofNullable(
        proof.problems(parts.path(task.destination()), here, List.of(file)).get(file.name()));
  }

  private void learnt(FileTask task, FileRecord made) throws SyncException {
    parts.records().learnt(fault(task), task.set().planned().set().type(), made);
  }

  /** What was recorded of the sources, and what was learnt while their bytes passed. */
  static FileRecord learnt(FileRecord sources, PackedPart packed) {
    List<MemberRecord> members = new ArrayList<>();
    for (int i = 0; i < sources.members().size(); i++) {
      MemberRecord member = sources.members().get(i);
      PackedMember known = packed.members().get(i);
      members.add(
          new MemberRecord(
              member.name(),
              member.source(),
              known.size(),
              known.mtime(),
              // Of the look before it was read: what was done to it since shows later on.
              member.ctime(),
              known.sha256(),
              known.offset()));
    }
    return new FileRecord(sources.name(), packed.bytes(), packed.contentHash(), members);
  }

  private static Proof.Expected expected(FileRecord file) {
    return new Proof.Expected(file.name(), file.size(), file.contentHash());
  }

  private static Fault fault(FileTask task) {
    return task.set().planned().set().fault();
  }

  private static void pause(long seconds) throws SyncException {
    try {
      TimeUnit.SECONDS.sleep(seconds);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(asked);
    }
  }

  /** One try to stream a file: what passed by, or which side broke. */
  private final class Attempt {
    private PackedPart packed;
    private SyncException broken;
    private SyncException refused;

    void write(FileTask task, OutputStream out) throws SyncException {
      try {
        packed = Shipping.this.write(task, out);
      } catch (SyncException failure) {
        if (failure.kind() != Kind.REMOTE) {
          broken = failure;
        }
        throw failure;
      }
    }
  }

  /** The remote's side of a stream failed, which may pass. */
  private static final class RemoteFailure extends Exception {
    private static final long serialVersionUID = 1;
    private final SyncException reason;

    RemoteFailure(SyncException reason) {
      super(reason);
      this.reason = reason;
    }
  }
}
