package org.quakecore.cssync.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

class PictureTest {
  private static final long GIB = 1L << 30;

  private Instant now = Instant.EPOCH;
  private final Account account = new Account(() -> now);

  @BeforeEach
  void twoFilesAreUnderWay() {
    account.expect(Work.SEND, 96, 100 * GIB);
    account.expect(Work.FAULT, 24, 0);
    begun(Work.SEND, "BooBooEAST_BB_0.tar");
    begun(Work.PACK, "AVeryLongNameOfAFaultThatGoesOnAndOn_BB_1f.tar");
    now = now.plusSeconds(20);
  }

  private void begun(Work work, String name) {
    Item item = new Item(work, name, name, 10 * GIB);
    account.begun(item, 0);
    account.passed(item, GIB);
  }

  @Test
  void at80ColumnsEachFileHasBytesPercentAndRate() {
    assertEquals(
        List.of(
            " BooBooEAST_BB_0.tar            sending     1.0 GiB of 10.0 GiB  10% 51.2 MiB/s",
            " AVeryLongNameO..ndOn_BB_1f.tar packing     1.0 GiB of 10.0 GiB  10% 51.2 MiB/s",
            "1.0 GiB of 100 GiB, 1%, 51.2 MiB/s, 20s elapsed, 33m left, 0 of 24 faults,",
            "0 of 96 files, no errors"),
        new Picture(80, 24).of(account));
  }

  @Test
  void at40ColumnsTheWordsGoFirst() {
    assertEquals(
        List.of(
            " BooBoo.._0.tar  1.0 GiB  10% 51.2 MiB/s",
            " AVeryL..1f.tar  1.0 GiB  10% 51.2 MiB/s",
            "1.0 GiB of 100 GiB, 1%, 51.2 MiB/s,",
            "20s elapsed, 33m left, 0 of 24 faults,",
            "0 of 96 files, no errors"),
        new Picture(41, 24).of(account));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 10, 25, 39, 40, 66, 67, 80, 120})
  void noLineFillsItsWindow(int columns) {
    for (String line : new Picture(columns, 24).of(account)) {
      assertTrue(line.length() <= Math.max(1, columns - 1), line);
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 5, 24, 100})
  void itFitsTheHeightOfItsWindow(int rows) {
    for (int i = 0; i < 30; i++) {
      begun(Work.SEND, "F" + i + "_BB.tar");
    }
    List<String> lines = new Picture(80, rows).of(account);

    assertTrue(lines.size() <= Math.max(1, rows - 1), lines.toString());
    if (rows == 24) {
      assertEquals(" and 23 more", lines.get(9));
      assertEquals(12, lines.size());
    }
  }

  @Test
  void aNameActsOnNoTerminalAndTakesTheRoomItIsShownIn() {
    begun(Work.SEND, "\033[2J\u5730\u9707\n.tar");

    assertEquals(
        " \\u001b[2J\u5730\u9707\\n.tar            sending     1.0 GiB of 10.0 GiB  10%  1.0 GiB/s",
        new Picture(80, 24).of(account).get(2));
  }
}
