package org.quakecore.cssync.cli.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import org.junit.jupiter.api.Test;

class ColoursTest {
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(new Colours(terminal), false, UTF_8);

  private String shown(String text) {
    out.print(text);
    out.flush();
    String shown = terminal.toString(UTF_8).replace("\033[", "<");
    terminal.reset();
    return shown;
  }

  @Test
  void verdictsAreColouredAndStay() {
    assertEquals(
        "Hope  <32mCOMPLETE<0m 1.0K  <31mINCOMPLETE<0m -  <33mcomplete*<0m 3K  absent\n",
        shown("Hope  COMPLETE 1.0K  INCOMPLETE -  complete* 3K  absent\n"));
    assertEquals("   <32m   Errors: 0<0m\n".substring(3), shown("   Errors: 0\n"));
    assertEquals("<31m   Errors: 12<0m\n", shown("   Errors: 12\n"));
    assertEquals("<31m#### Error: Hope BB: gone<0m\n", shown("#### Error: Hope BB: gone\n"));
    assertEquals("<32m---   Passed<0m\n", shown("---   Passed\n"));
    assertEquals("<31m failed<0m   Hope BB: why\n", shown(" failed   Hope BB: why\n"));
  }

  @Test
  void whatIsNoVerdictStaysAsItIs() {
    for (String line :
        new String[] {
          "COMPLETENESS\n", "token\n", "Incomplete\n", "Ōhariu $1 \\n\n", "\n", "no end"
        }) {
      assertEquals(line, shown(line));
    }
  }
}
