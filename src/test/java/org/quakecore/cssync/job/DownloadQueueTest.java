package org.quakecore.cssync.job;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;

class DownloadQueueTest {
  @Test
  void theBiggestComesFirstWhateverItsFault() {
    assertEquals(
        List.of(List.of(900L), List.of(500L), List.of(30L), List.of(20L)),
        taken(new DownloadQueue(items(20, 500, 30, 900), 2, false)));
  }

  @Test
  void smallFilesComeTogetherButNeverMoreThanAStreamsFairHalf() {
    assertEquals(
        List.of(
            List.of(100L), List.of(10L, 10L, 10L), List.of(10L, 10L), List.of(10L), List.of(10L)),
        taken(new DownloadQueue(items(10, 10, 10, 100, 10, 10, 10, 10), 1, true)));
  }

  @Test
  void smallFilesCanBeTakenBesideTheBiggest() {
    long large = Line.SMALL + 1;
    DownloadQueue queue = new DownloadQueue(items(20, large, 30, large + 1), 2, false);

    assertEquals(List.of(30L), sizes(queue.takeSmall()));
    assertEquals(List.of(large + 1), sizes(queue.take()));
    assertEquals(List.of(20L), sizes(queue.takeSmall()));
    assertEquals(List.of(), sizes(queue.takeSmall()));
    assertEquals(List.of(large), sizes(queue.take()));
    assertEquals(List.of(), sizes(queue.take()));
  }

  @Test
  void nothingIsHandedOutOfNothing() {
    assertEquals(List.of(), taken(new DownloadQueue(items(), 8, true)));
  }

  private static List<List<Long>> taken(DownloadQueue queue) {
    List<List<Long>> taken = new ArrayList<>();
    for (List<DownloadItem> items = queue.take(); !items.isEmpty(); items = queue.take()) {
      taken.add(sizes(items));
    }
    return taken;
  }

  private static List<Long> sizes(List<DownloadItem> items) {
    return items.stream().map(item -> item.file().size()).toList();
  }

  private static List<DownloadItem> items(long... sizes) {
    List<DownloadItem> items = new ArrayList<>();
    for (int i = 0; i < sizes.length; i++) {
      Fault fault = new Fault("F" + i);
      DownloadFile file =
          new DownloadFile(
              fault, DataType.BB, fault + "_BB.tar", sizes[i], Optional.empty(), Optional.empty());
      DownloadSet set = new DownloadSet(fault, DataType.BB, List.of(file), Optional.empty());
      DownloadStep step = new DownloadStep(file, DownloadStep.Action.FETCH, Optional.empty());
      items.addAll(new DownloadWork(new DownloadTask(set, List.of(step))).items());
    }
    return items;
  }
}
