package org.quakecore.cssync.cli;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.quakecore.cssync.cli.screen.Colours;

/**
 * Where results go. It remembers why they could not be written, which a {@link PrintStream} keeps
 * to itself: an empty list on a full disk must not pass for one that is empty.
 */
public final class ResultStream extends FilterOutputStream {
  /** What Java says of a reader that has gone, like {@code head} once it has enough. */
  private static final String READER_IS_GONE = "Broken pipe";

  private IOException failure;

  public ResultStream(OutputStream out) {
    super(out);
  }

  /**
   * Prints into this stream, in UTF-8, and nothing that acts on a terminal.
   *
   * @param coloured whether verdicts are shown in colours
   */
  public PrintStream printer(boolean coloured) {
    OutputStream shown = coloured ? new Colours(this) : this;
    return new PrintStream(new GuardedStream(shown), false, StandardCharsets.UTF_8);
  }

  @Override
  public void write(int b) throws IOException {
    write(new byte[] {(byte) b}, 0, 1);
  }

  @Override
  public void write(byte[] bytes, int offset, int length) throws IOException {
    try {
      out.write(bytes, offset, length);
    } catch (IOException failed) {
      throw remember(failed);
    }
  }

  @Override
  public void flush() throws IOException {
    try {
      out.flush();
    } catch (IOException failed) {
      throw remember(failed);
    }
  }

  private synchronized IOException remember(IOException failed) {
    if (failure == null) {
      failure = failed;
    }
    return failed;
  }

  /** Why something was not written; empty when all was, or its reader wanted no more of it. */
  public synchronized Optional<String> loss() {
    return Optional.ofNullable(failure)
        .map(
            each -> each.getMessage() == null ? each.getClass().getSimpleName() : each.getMessage())
        .filter(reason -> !reason.contains(READER_IS_GONE));
  }
}
