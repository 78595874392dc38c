package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.SyncFailedException;
import java.nio.file.FileSystemException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
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

  @Test
  void soAreProcessesThatCannotBeStarted() {
    IOException limit =
        new IOException(
            "Cannot run program \"rclone\": error=11, Resource temporarily unavailable");
    IOException missing =
        new IOException("Cannot run program \"rclone\": error=2, No such file or directory");
    SyncException told = SyncException.exhausted(limit).orElseThrow();
    assertEquals(Kind.PROCESSES, told.kind());
    assertTrue(told.getMessage().contains("ulimit -u"), told.getMessage());
    assertEquals(told, SyncException.exhausted(SyncException.interrupted(told)).orElseThrow());
    assertEquals(Optional.empty(), SyncException.exhausted(missing));
    assertEquals(Optional.empty(), SyncException.exhausted(new IOException("error=110")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"No space left on device", "Disk quota exceeded", "Quota exceeded"})
  void aFullDiskOrQuotaIsNamedWhoeverSaysIt(String reason) {
    for (IOException failure :
        List.of(new IOException(reason), new FileSystemException(FILE.toString(), null, reason))) {
      SyncException told = SyncException.of(failure, FILE, Kind.BAD_INPUT);
      assertEquals(Kind.DISK_FULL, told.kind());
      assertEquals(reason.contains("uota"), told.getMessage().contains("your disk quota is full"));
      assertTrue(told.getMessage().contains(reason), told.getMessage());
    }
  }

  @Test
  void bytesThatDoNotGetToTheDiskAreAFullDiskOrQuotaForJavaDoesNotTellWhy() {
    SyncException told =
        SyncException.of(new SyncFailedException("sync failed"), FILE, Kind.BAD_INPUT);
    assertEquals(Kind.DISK_FULL, told.kind());
    assertTrue(told.getMessage().contains("the disk or your quota is full"), told.getMessage());
  }
}
