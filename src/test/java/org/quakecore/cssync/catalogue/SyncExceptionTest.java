package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.catalogue.SyncException.Kind;

class SyncExceptionTest {
  private static final Path FILE = Path.of("some/file");

  @Test
  void memoryThatRanOutSomewhereBelowIsWhatFailed() {
    Throwable deep =
        new IllegalStateException(new IOException(new OutOfMemoryError("Java heap space")));
    SyncException told = SyncException.exhausted(deep).orElseThrow();
    assertEquals(Kind.MEMORY, told.kind());
    assertTrue(told.getMessage().contains("CS_SYNC_JAVA_OPTS=-Xmx"), told.getMessage());
    assertEquals(Kind.MEMORY, SyncException.of(new IOException(deep), FILE, Kind.DATA).kind());
    assertEquals(Optional.empty(), SyncException.exhausted(new IOException("of another kind")));
  }

  @Test
  void threadsThatCannotBeStartedAreALimitOfProcesses() {
    Throwable limit =
        new OutOfMemoryError(
            "unable to create native thread: possibly out of memory or process/resource limits"
                + " reached");
    assertEquals(Kind.PROCESSES, SyncException.exhausted(limit).orElseThrow().kind());
  }
}
