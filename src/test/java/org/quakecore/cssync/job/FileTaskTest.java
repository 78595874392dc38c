package org.quakecore.cssync.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** In which order files go. */
class FileTaskTest {
  private static final long MB = 1_000_000;

  /** The sizes in MB, in the order the files go in. */
  private static String order(int ahead, long... sizes) {
    List<FileTask> tasks =
        Arrays.stream(sizes).mapToObj(FileTaskTest::file).collect(Collectors.toList());
    return FileTask.inOrder(tasks, ahead).stream()
        .map(task -> String.valueOf(task.file().size() / MB))
        .collect(Collectors.joining(" "));
  }

  private static FileTask file(long size) {
    OutgoingFile file = new OutgoingFile("file of " + size, size * MB, Optional.empty(), List.of());
    return new FileTask(null, null, file, null, Optional.empty());
  }

  @Test
  void theBiggestGoFirstAndASmallOneAfterEach() {
    assertEquals("90 9 70 2 50 1", order(0, 1, 50, 2, 90, 9, 70));
    assertEquals("3 2 1", order(0, 1, 2, 3));
    assertEquals("90 70", order(4, 70, 90));
    assertEquals("", order(4));
  }

  @Test
  void thoseThatBeginAtOnceGoAhead() {
    assertEquals("7 2 90 10 70 9 50 1", order(2, 1, 50, 2, 90, 9, 70, 7, 10));
    assertEquals("7 10 9 90 70", order(3, 90, 9, 70, 7, 10));
    assertEquals("2 1 90", order(4, 1, 2, 90));
  }
}
