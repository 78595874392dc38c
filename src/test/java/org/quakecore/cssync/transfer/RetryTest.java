package org.quakecore.cssync.transfer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;

class RetryTest {
  private final List<String> warned = new ArrayList<>();
  private final List<Integer> waited = new ArrayList<>();
  private int tried;

  private Retry retry(int tries) {
    return new Retry(tries, warned::add, waited::add);
  }

  private boolean failing(int times, Kind kind) throws SyncException {
    if (++tried <= times) {
      throw new SyncException(kind, "failure " + tried);
    }
    return true;
  }

  @ParameterizedTest
  @EnumSource(names = {"DATA", "REMOTE"})
  void whatMayPassIsTriedAgainAfterLongerAndLongerWaits(Kind kind) throws Exception {
    assertTrue(retry(9).run("Hope_BB.tar", () -> failing(5, kind)));
    assertEquals(List.of(1, 4, 16, 60, 60), waited);
    assertEquals("Hope_BB.tar: trying again in 1 s, because of this: failure 1", warned.get(0));
    assertEquals(5, warned.size());
  }

  @Test
  void theLastFailureIsTold() {
    SyncException told =
        assertThrows(SyncException.class, () -> retry(2).run("x", () -> failing(9, Kind.DATA)));
    assertEquals("x: failure 2", told.getMessage());
    assertEquals(2, tried);
  }

  @ParameterizedTest
  @EnumSource(names = {"DISK_FULL", "TOKEN", "INTERRUPTED", "QUOTA_FULL"})
  void whatCannotPassIsNotTriedAgain(Kind kind) {
    assertThrows(SyncException.class, () -> retry(9).run("x", () -> failing(9, kind)));
    assertEquals(1, tried);
  }

  @Test
  void whatIsHopelessIsNotTriedAgain() {
    SyncException reason = new SyncException(Kind.DATA, "broken for good");
    SyncException told =
        assertThrows(
            SyncException.class,
            () ->
                retry(9)
                    .run(
                        "x",
                        () -> {
                          throw new Retry.Hopeless(reason);
                        }));
    assertEquals(reason, told);
    assertEquals(List.of(), waited);
  }
}
