package org.quakecore.cssync.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.function.Consumer;
import org.quakecore.cssync.transfer.Conclusion;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Progress;
import org.quakecore.cssync.transfer.Work;

/** Keeps what a job says. */
public final class Said implements Progress {
  private final List<String> lines = new ArrayList<>();
  private final List<String> warnings = new ArrayList<>();
  private final Consumer<String> listener;
  private final List<Item> done = new ArrayList<>();
  private final Consumer<String> onWarning;
  private final Consumer<String> onFinished;
  private Conclusion conclusion;

  /** The width of the window, where it is one. */
  private OptionalInt columns = OptionalInt.empty();

  public Said() {
    this(line -> {});
  }

  /**
   * @param listener is told every line as it is said
   */
  public Said(Consumer<String> listener) {
    this(listener, line -> {}, what -> {});
  }

  /**
   * @param onWarning is told every warning
   * @param onFinished is told what is finished
   */
  public Said(Consumer<String> listener, Consumer<String> onWarning, Consumer<String> onFinished) {
    this.listener = listener;
    this.onWarning = onWarning;
    this.onFinished = onFinished;
  }

  /** As if it were shown in a window so many characters wide. */
  public Said in(int width) {
    columns = OptionalInt.of(width);
    return this;
  }

  @Override
  public OptionalInt columns() {
    return columns;
  }

  public synchronized List<String> lines() {
    return List.copyOf(lines);
  }

  public synchronized List<String> warnings() {
    return List.copyOf(warnings);
  }

  public synchronized String text() {
    return String.join("\n", lines);
  }

  /** Whether a line holds all of these. */
  public synchronized boolean hasLine(String... pieces) {
    return lines.stream().anyMatch(line -> List.of(pieces).stream().allMatch(line::contains));
  }

  /** The last one. */
  public synchronized Conclusion conclusion() {
    return conclusion;
  }

  @Override
  public void conclude(Conclusion told) {
    synchronized (this) {
      conclusion = told;
    }
    say(told.lines());
  }

  @Override
  public synchronized void say(String line) {
    lines.add(line);
    listener.accept(line);
  }

  @Override
  public synchronized void warn(String line) {
    warnings.add(line);
    onWarning.accept(line);
  }

  @Override
  public void expect(Work work, long count, long bytes) {}

  @Override
  public void begun(Item item, long offset) {}

  @Override
  public void passed(Item item, long bytes) {}

  @Override
  public synchronized void done(Item item) {
    done.add(item);
    onFinished.accept(item.work() + " " + item.name());
  }

  /** What has come to its end, of one kind of work. */
  public synchronized List<String> done(Work work) {
    return done.stream().filter(item -> item.work() == work).map(Item::name).toList();
  }

  @Override
  public void failed(Item item) {}

  @Override
  public void waiting(String who, Instant until) {}
}
