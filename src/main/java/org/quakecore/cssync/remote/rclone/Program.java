package org.quakecore.cssync.remote.rclone;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntPredicate;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.remote.Meanwhile;
import org.quakecore.cssync.remote.rclone.answer.Answer;
import org.quakecore.cssync.remote.rclone.answer.Diagnosis;
import org.quakecore.cssync.remote.rclone.answer.LogReader;
import org.quakecore.cssync.remote.rclone.answer.Secrets;
import org.quakecore.cssync.remote.rclone.answer.Version;
import org.quakecore.cssync.remote.rclone.answer.Waits;
import org.quakecore.cssync.remote.rclone.process.PipedProcess;
import org.quakecore.cssync.remote.rclone.process.StallWatch;
import org.quakecore.cssync.remote.rclone.process.Subprocess;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The installed rclone. It is asked for its version once; questions that change nothing are asked
 * at the same time, but no answer counts before the version is known to be fine.
 */
final class Program {
  private static final Logger LOG = LoggerFactory.getLogger(Program.class);
  private static final int TRIES = 3;
  private static final int BACK_OFF_GROWTH = 4;

  /** The share of one rclone. */
  static final String LIMIT = "RCLONE_BWLIMIT";

  private static final String INSTALL =
      "On NeSI: module add rclone. Elsewhere: https://rclone.org/install/";

  private final String binary;
  private final String remoteName;
  private final Patience patience;
  private final Waits waits;
  private Meanwhile<Boolean> version;

  /**
   * @param remoteName with its colon, for advice
   */
  Program(String binary, String remoteName, Patience patience) {
    this(binary, remoteName, patience, (who, until) -> {});
  }

  /**
   * @param waiting is told that the remote has asked to wait, and until when
   */
  Program(
      String binary, String remoteName, Patience patience, BiConsumer<String, Instant> waiting) {
    this.waits = new Waits(LOG::warn, until -> waiting.accept(remoteName, until));
    this.binary = binary;
    this.remoteName = remoteName;
    this.patience = patience;
  }

  /**
   * Asks something that changes nothing, so that it is asked up to three times where another try
   * may help.
   *
   * @param answered which exit codes are an answer; with any but 0 the output may be missing
   */
  <T> Answer<T> ask(List<String> arguments, Subprocess.Output<T> output, IntPredicate answered)
      throws SyncException {
    return askFor(arguments, output, answer -> answered.test(answer.exitCode()));
  }

  /** As {@link #ask}, judging the whole answer. */
  <T> Answer<T> askFor(
      List<String> arguments, Subprocess.Output<T> output, Predicate<Answer<T>> answered)
      throws SyncException {
    Duration wait = patience.backOff();
    for (int attempt = 1; ; attempt++) {
      askForVersion();
      Answer<T> answer = run(arguments, output);
      requireVersion();
      if (!answer.stalled() && answered.test(answer)) {
        return understood(answer);
      }
      Diagnosis diagnosis = Diagnosis.of(answer, false, remoteName);
      SyncException failure = diagnosis.exception(answer);
      if (!diagnosis.mayPass() || attempt == TRIES) {
        throw failure;
      }
      LOG.info("trying again: {}", failure.getMessage());
      pause(wait);
      wait = wait.multipliedBy(BACK_OFF_GROWTH);
    }
  }

  /**
   * Tells rclone to change something on the remote. Its own tries must do, unless it was killed
   * before it had made them.
   */
  void tell(List<String> arguments) throws SyncException {
    requireVersion();
    Answer<String> answer = runUnlessKilled(arguments);
    if (answer.exitCode() != 0 || answer.stalled()) {
      throw Diagnosis.of(answer, true, remoteName).exception(answer);
    }
  }

  private Answer<String> runUnlessKilled(List<String> arguments) throws SyncException {
    Duration wait = patience.backOff();
    for (int attempt = 1; ; attempt++) {
      Answer<String> answer = run(arguments, Answer::text);
      if (!Diagnosis.isKilled(answer) || attempt == TRIES) {
        return answer;
      }
      LOG.warn(
          "trying again: {}",
          Diagnosis.of(answer, true, remoteName).exception(answer).getMessage());
      pause(wait);
      wait = wait.multipliedBy(BACK_OFF_GROWTH);
    }
  }

  /**
   * Moves bytes. rclone tries again by itself; only a call in which nothing moves any more is
   * stopped and started anew, twice at most.
   */
  void transfer(
      List<String> arguments,
      Map<String, String> tuning,
      boolean sending,
      Consumer<String> forPeople,
      LongConsumer progress)
      throws SyncException {
    requireVersion();
    long told = 0;
    for (int attempt = 1; ; attempt++) {
      StallWatch watch = new StallWatch(patience.stallLimit());
      LogReader log = new LogReader(forPeople, progress, told, watch, waits);
      Answer<String> answer = run(arguments, true, tuning, Answer::text, log, watch);
      if (answer.exitCode() == 0 && !answer.stalled()) {
        return;
      }
      SyncException failure = Diagnosis.of(answer, sending, remoteName).exception(answer);
      if (!answer.stalled() || attempt == TRIES) {
        throw failure;
      }
      LOG.warn("trying again: {}", failure.getMessage());
      told = log.bytesTold();
    }
  }

  /**
   * Starts a call whose bytes pass through the calling thread; to be closed by the caller.
   *
   * @param fed whether it is to be given input; else its output is to be read
   */
  Call open(
      List<String> arguments, Map<String, String> tuning, boolean fed, Consumer<String> forPeople)
      throws SyncException {
    requireVersion();
    StallWatch watch = new StallWatch(patience.stallLimit());
    LogReader log = new LogReader(forPeople, bytes -> {}, 0, watch, waits);
    List<String> argv = argv(arguments);
    try {
      PipedProcess process =
          Subprocess.pipe(argv, inherited -> adjust(inherited, tuning), fed, log, watch);
      return new Call(argv, process, log, remoteName);
    } catch (IOException e) {
      throw notStarted(e);
    }
  }

  private <T> Answer<T> run(List<String> arguments, Subprocess.Output<T> output)
      throws SyncException {
    StallWatch watch = new StallWatch(patience.stallLimit());
    LogReader log = new LogReader(line -> {}, bytes -> {}, 0, watch, waits);
    return run(arguments, false, Map.of(), output, log, watch);
  }

  private <T> Answer<T> run(
      List<String> arguments,
      boolean guarded,
      Map<String, String> tuning,
      Subprocess.Output<T> output,
      LogReader log,
      StallWatch watch)
      throws SyncException {
    List<String> argv = argv(arguments);
    try {
      Subprocess.Ended<T> ended =
          Subprocess.run(argv, guarded, inherited -> adjust(inherited, tuning), output, log, watch);
      return new Answer<>(
          argv,
          ended.exitCode(),
          ended.stalled(),
          log.messages(),
          ended.output(),
          ended.unreadable());
    } catch (IOException e) {
      throw notStarted(e);
    }
  }

  private List<String> argv(List<String> arguments) {
    List<String> argv = new ArrayList<>();
    argv.add(binary);
    argv.addAll(arguments);
    if (LOG.isDebugEnabled()) {
      LOG.debug("{}", Secrets.masked(String.join(" ", argv)));
    }
    return List.copyOf(argv);
  }

  private static SyncException notStarted(IOException failure) {
    return SyncException.exhausted(failure)
        .orElse(
            new SyncException(
                Kind.RCLONE_MISSING,
                "rclone cannot be started ("
                    + Secrets.masked(failure.getMessage())
                    + "). "
                    + INSTALL,
                failure));
  }

  static void adjust(Map<String, String> inherited, Map<String, String> tuning) {
    Settings.drop(inherited);
    // A question on a terminal nobody looks at would never be answered.
    inherited.putIfAbsent("RCLONE_ASK_PASSWORD", "false");
    // Unknown variables are ignored by older versions, unknown flags are fatal.
    tuning.forEach(inherited::putIfAbsent);
    if (tuning.containsKey(LIMIT)) {
      // The user's own is for all, of which this is one.
      inherited.put(LIMIT, tuning.get(LIMIT));
    }
  }

  private static <T> Answer<T> understood(Answer<T> answer) throws SyncException {
    if (answer.exitCode() == 0 && answer.output().isEmpty()) {
      throw new SyncException(
          Kind.REMOTE,
          Secrets.masked(String.join(" ", answer.argv()))
              + ": its output was not understood: "
              + Secrets.masked(answer.unreadable()));
    }
    return answer;
  }

  private synchronized Meanwhile<Boolean> askForVersion() {
    if (version == null) {
      version = Meanwhile.ask(this::versionIsFine);
    }
    return version;
  }

  private void requireVersion() throws SyncException {
    askForVersion().answerForAll();
  }

  private boolean versionIsFine() throws SyncException {
    Answer<String> answer = runUnlessKilled(List.of("version"));
    if (answer.exitCode() != 0 || answer.stalled()) {
      SyncException failure = Diagnosis.of(answer, false, remoteName).exception(answer);
      throw failure.kind() == Kind.PROCESSES
          ? failure
          : new SyncException(Kind.RCLONE_MISSING, failure.getMessage() + ". " + INSTALL);
    }
    String said = answer.output().orElse("");
    if (!Version.isFine(said)) {
      throw new SyncException(
          Kind.RCLONE_MISSING,
          binary
              + " calls itself \""
              + said.lines().findFirst().orElse("")
              + "\"; rclone "
              + Version.OLDEST
              + " or newer is needed. "
              + INSTALL);
    }
    return true;
  }

  private static void pause(Duration wait) throws SyncException {
    try {
      Thread.sleep(wait.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw SyncException.interrupted(e);
    }
  }
}
