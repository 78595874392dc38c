package org.quakecore.cssync.remote;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.quakecore.cssync.catalogue.Quoted;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The file people follow with {@code tail -f} while bytes move. It is a courtesy: when it cannot be
 * written, that is said once and the transfer goes on.
 */
public final class TransferLog implements Consumer<String>, AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TransferLog.class);

  private final Optional<Path> path;
  private BufferedWriter writer;

  public TransferLog(Optional<Path> path) {
    this.path = path;
    if (path.isPresent()) {
      open(path.get());
    }
  }

  @Override
  public synchronized void accept(String text) {
    if (writer == null) {
      return;
    }
    try {
      writer.write(Quoted.shown(text));
      writer.flush();
    } catch (IOException e) {
      giveUp(e);
    }
  }

  @Override
  public synchronized void close() {
    if (writer != null) {
      try {
        writer.close();
      } catch (IOException e) {
        giveUp(e);
      }
    }
  }

  private void open(Path file) {
    try {
      Files.createDirectories(file.toAbsolutePath().getParent());
      writer = Files.newBufferedWriter(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    } catch (IOException e) {
      giveUp(e);
    }
  }

  private void giveUp(IOException failure) {
    writer = null;
    LOG.warn("{}: no progress is written any more: {}", path.orElse(null), failure.toString());
  }
}
