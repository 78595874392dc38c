package org.quakecore.cssync.upload;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import org.quakecore.cssync.archive.PackedMember;
import org.quakecore.cssync.archive.PackedPart;
import org.quakecore.cssync.archive.PartWriter;
import org.quakecore.cssync.archive.SampleWriter;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Transfer;
import org.quakecore.cssync.transfer.ByteBudget;
import org.quakecore.cssync.transfer.RemoteProof;
import org.quakecore.cssync.transfer.Retry;
import org.quakecore.cssync.transfer.Staging;
import org.quakecore.cssync.upload.plan.SendingRecord.FileRecord;
import org.quakecore.cssync.upload.plan.SendingRecord.MemberRecord;

/** Gets files to the remote and proves each, by way of the staging folder or straight through. */
final class Shipping {
  private final Session session;
  private final ByteBudget staged;

  /** While one tar is brought to the disk the next can be made. Copies have one folder only. */
  private final Semaphore packing;

  /**
   * @param maxStaged bytes that may lie staged at once
   */
  Shipping(Session session, long maxStaged) {
    this.session = session;
    this.staged = new ByteBudget(maxStaged);
    this.packing = new Semaphore(session.options().staging() == Staging.COPY ? 1 : 2, true);
  }

  /**
   * Brings a file to where it has to be, unless it is there already.
   *
   * @throws SyncException DATA when a source is not what it was, or the file could not be proven
   */
  void ship(FileTask task) throws SyncException, InterruptedException {
    if (!isLockedLate(task)) {
      session.locks().require(fault(task));
    }
    if (task.known().isPresent() && !isFit(task, task.known().get())) {
      return;
    }
    if (keepsWhatIsThere(task)) {
      return;
    }
    if (isStreamed(task)) {
      task.fault().uploading(task.destination());
      stream(task);
      return;
    }
    staged.acquire(task.file().size());
    try {
      shipStaged(task);
    } finally {
      staged.release(task.file().size());
    }
  }

  /** Whether nothing is changed on the remote before all of the file's bytes are written. */
  private boolean isLockedLate(FileTask task) {
    return isStreamed(task) && !task.mayBeThere() && session.remote().goesOnWithHalfAFile();
  }

  /** Whether what was moved of a file need not be moved again. */
  private boolean goesOn(FileTask task) {
    return isStreamed(task) && session.remote().goesOnWithHalfAFile();
  }

  private void shipStaged(FileTask task) throws SyncException, InterruptedException {
    FileRecord made = packed(task);
    if (!isFit(task, made)) {
      session.stager().remove(fault(task), made.name());
      return;
    }
    RemoteProof.Expected file = expected(made);
    Path folder = session.stager().folder(fault(task));
    if (task.mayBeThere() && isRight(task, file, true)) {
      keep(task, file);
    } else {
      task.fault().uploading(task.destination());
      try {
        session
            .delivery()
            .deliver(
                folder,
                session.path(task.destination()),
                List.of(file),
                task.item(),
                Optional.of(session.stager().progressLog(fault(task))));
      } catch (SyncException failure) {
        if (!failure.kind().stopsTheRun()) {
          session.stager().remove(fault(task), file.name());
        }
        throw failure;
      }
      arrived(task, file);
    }
    session.stager().remove(fault(task), file.name());
  }

  private FileRecord packed(FileTask task) throws SyncException, InterruptedException {
    packing.acquire();
    try {
      FileRecord made =
          session
              .stager()
              .stage(
                  task.set().planned().set(),
                  task.file(),
                  task.sources(),
                  task.before(),
                  new Stager.Told(task.fault().block(), task.packing()));
      learnt(task, made);
      return made;
    } finally {
      packing.release();
    }
  }

  /** Whether the file goes straight from its sources to the remote. */
  private boolean isStreamed(FileTask task) {
    return task.file().part().isEmpty() || session.options().staging() == Staging.NONE;
  }

  /** Keeps what is on the remote where that can be told without making a tar first. */
  private boolean keepsWhatIsThere(FileTask task) throws SyncException {
    if (!task.mayBeThere()) {
      return false;
    }
    // Sources that did not change make the same tar again: no need to make it to compare it.
    Optional<FileRecord> known = task.known();
    if (known.isPresent() && session.fullProof().comparesHashes()) {
      if (!isRight(task, expected(known.get()), false)) {
        return false;
      }
      keep(task, expected(known.get()));
      return true;
    }
    if (!isStreamed(task)) {
      return false;
    }
    session.progress().begun(task.packing(), 0);
    FileRecord made = learnt(task.sources(), write(task, OutputStream.nullOutputStream()));
    session.progress().done(task.packing());
    learnt(task, made);
    if (!isFit(task, made)) {
      return true;
    }
    if (isRight(task, expected(made), false)) {
      keep(task, expected(made));
      return true;
    }
    return false;
  }

  /**
   * Streams a file from its sources. A stream that failed is made again, byte for byte the same.
   */
  private void stream(FileTask task) throws SyncException {
    FileRecord made;
    try {
      made =
          new Retry(session.options().retries(), session.progress()::warn, Retry.Pause.SLEEP)
              .run(task.file().name(), () -> streamedOnce(task));
    } catch (SyncException failure) {
      if (task.set().isUnfit(task.file().name()) && failure.kind() != Kind.INTERRUPTED) {
        return;
      }
      throw failure;
    }
    learnt(task, made);
    arrived(task, expected(made));
  }

  private FileRecord streamedOnce(FileTask task) throws SyncException, Retry.Hopeless {
    String path = session.path(task.destination() + "/" + task.file().name());
    Transfer transfer =
        new Transfer(
            session.options().rcloneArguments(),
            session.proof().comparesHashes(),
            Optional.of(session.stager().progressLog(fault(task))),
            bytes -> {
              session.progress().passed(task.item(), bytes);
              if (goesOn(task)) {
                session.summary().arrived(bytes);
              }
            },
            task.file().size(),
            Optional.of(session.stager().resumeRecord(fault(task), task.file().name())));
    Attempt attempt = new Attempt();
    SyncException refused = null;
    try {
      attempt.stored =
          session
              .crew()
              .carried(
                  task.file().size(),
                  () -> {
                    session.progress().begun(task.item(), 0);
                    return session.remote().stream(path, out -> attempt.write(task, out), transfer);
                  });
    } catch (SyncException failure) {
      if (attempt.unfit && failure.kind() != Kind.INTERRUPTED) {
        throw new Retry.Hopeless(failure);
      }
      if (attempt.broken != null) {
        throw new Retry.Hopeless(attempt.broken);
      }
      if (attempt.packed == null || isGrave(failure)) {
        throw failure;
      }
      refused = failure;
    }
    // Whatever rclone said: a reply can be lost though the file is there, and the other way round.
    FileRecord made = learnt(task.sources(), attempt.packed);
    Optional<String> problem =
        attempt.stored.isPresent()
            ? problem(task, expected(made), attempt.stored.get().as(made.name()))
            : problem(task, expected(made), session.proof(), false);
    if (problem.isPresent()) {
      throw new SyncException(
          Kind.DATA,
          session.remote().address(path)
              + " is not proven: "
              + problem.get()
              + (refused == null ? "" : "; " + refused.getMessage()),
          refused);
    }
    return made;
  }

  private static boolean isGrave(SyncException failure) {
    return failure.kind().stopsTheRun() && failure.kind() != Kind.REMOTE;
  }

  private PackedPart write(FileTask task, OutputStream out) throws SyncException {
    try {
      return task.file().part().isPresent()
          ? PartWriter.stream(
              task.file().part().get(),
              out,
              bytes -> session.progress().passed(task.packing(), bytes))
          : SampleWriter.stream(task.file().members().get(0), out, bytes -> {});
    } catch (IOException closed) {
      throw new SyncException(
          Kind.REMOTE, task.file().name() + ": the remote took no more bytes", closed);
    }
  }

  /** Whether the content of what goes into a file is such that it may be sent. */
  private boolean isFit(FileTask task, FileRecord made) {
    List<String> problems = made.problems();
    if (problems.isEmpty()) {
      return true;
    }
    if (session.options().allowIncomplete()) {
      if (task.set().tolerates(task.file().name())) {
        session
            .progress()
            .warn(
                "#### Warning: "
                    + task.set().planned().set().title()
                    + " is sent all the same: "
                    + String.join("; ", problems));
      }
      return true;
    }
    task.set().unfit(task.file().name(), problems);
    session.progress().failed(task.item());
    return false;
  }

  private void arrived(FileTask task, RemoteProof.Expected file) {
    task.set().arrived(file);
    session.summary().count(1, file.size());
    session.progress().done(task.item());
    if (!goesOn(task)) {
      session.summary().arrived(file.size());
    }
  }

  private void keep(FileTask task, RemoteProof.Expected file) {
    task.fault().keeping(file.name());
    task.set().keptAsItIs(file);
    session.progress().done(task.item());
    session.summary().arrived(file.size());
  }

  private boolean isRight(FileTask task, RemoteProof.Expected file, boolean staged)
      throws SyncException {
    return problem(task, file, session.fullProof(), staged).isEmpty();
  }

  private Optional<String> problem(
      FileTask task, RemoteProof.Expected file, RemoteProof proof, boolean staged)
      throws SyncException {
    Optional<Path> here =
        staged ? Optional.of(session.stager().folder(fault(task))) : Optional.empty();
    return Optional.ofNullable(
        proof.problems(session.path(task.destination()), here, List.of(file)).get(file.name()));
  }

  /** What the remote itself has said of it is the proof. */
  private Optional<String> problem(FileTask task, RemoteProof.Expected file, StoredFile stored)
      throws SyncException {
    return Optional.ofNullable(
        session
            .proof()
            .problems(
                session.path(task.destination()), Optional.empty(), List.of(file), List.of(stored))
            .get(file.name()));
  }

  private void learnt(FileTask task, FileRecord made) throws SyncException {
    session.records().learnt(fault(task), task.set().planned().set().type(), made);
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
              known.offset(),
              known.answers().isEmpty() ? null : known.answers()));
    }
    return new FileRecord(
        sources.name(),
        packed.bytes(),
        packed.contentHash(),
        packed.sha256().orElse(null),
        members);
  }

  private static RemoteProof.Expected expected(FileRecord file) {
    return new RemoteProof.Expected(file.name(), file.size(), file.contentHash());
  }

  private static Fault fault(FileTask task) {
    return task.set().planned().set().fault();
  }

  /** One try to stream a file: what passed by, or which side broke. */
  private final class Attempt {
    private PackedPart packed;
    private Optional<StoredFile> stored = Optional.empty();
    private SyncException broken;
    private boolean unfit;

    void write(FileTask task, OutputStream out) throws SyncException {
      try {
        packed = Shipping.this.write(task, out);
      } catch (SyncException failure) {
        if (failure.kind() != Kind.REMOTE) {
          broken = failure;
        }
        throw failure;
      }
      FileRecord made = learnt(task.sources(), packed);
      if (!isFit(task, made)) {
        // The remote makes no file of what it has been given.
        unfit = true;
        learnt(task, made);
        throw new SyncException(Kind.DATA, task.file().name() + ": not sent for its content");
      }
      try {
        session.locks().require(fault(task));
      } catch (SyncException failure) {
        broken = failure;
        throw failure;
      }
    }
  }
}
