package org.quakecore.cssync.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WindowTest {
  @Test
  void rowsStandBeforeColumns() {
    assertEquals(Optional.of(new Window.Size(24, 132)), Window.Size.of("24 132\n"));
  }

  @Test
  void aWindowThatDoesNotKnowItsSizeIsTakenForAUsualOne() {
    assertEquals(Optional.of(Window.Size.USUAL), Window.Size.of("0 0\n"));
    assertEquals(Optional.of(new Window.Size(24, 40)), Window.Size.of("0 40\n"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "24", "stty: standard input", "24 x", "999999999999 80"})
  void whatIsNoSizeIsNone(String said) {
    assertEquals(Optional.empty(), Window.Size.of(said));
  }
}
