package org.quakecore.cssync.cli;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.gson.JsonParser;
import com.google.gson.JsonPrimitive;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

class GuardedStreamTest {
  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final GuardedStream guarded = new GuardedStream(terminal);

  private String shown(String text) throws IOException {
    terminal.reset();
    guarded.write(text.getBytes(UTF_8));
    return terminal.toString(UTF_8);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a line\n", "two\tcolumns\n", "Kaikōura ｡ 😀 \u00a0\n", "\\u009b"})
  void whatIsOnlyShownStaysAsItIs(String text) throws IOException {
    assertEquals(text, shown(text));
  }

  @ParameterizedTest
  @CsvSource({
    "0000", "0007", "0008", "000b", "001b", "007f", "0080", "0085", "009b", "009f", "2028", "2029",
    "202a", "202e", "2066", "2069"
  })
  void whatActsOnATerminalIsWrittenOut(String code) throws IOException {
    String text = "é" + (char) Integer.parseInt(code, 16) + "2J";
    assertEquals("é\\u" + code + "2J", shown(text));
  }

  @Test
  void aCarriageReturnIsWrittenOut() throws IOException {
    assertEquals("a\\rb\n", shown("a\rb\n"));
  }

  @Test
  void aCharacterMayComeInPieces() throws IOException {
    for (byte each : "é\u009b\u202e😀\u001b".getBytes(UTF_8)) {
      guarded.write(each);
    }
    assertEquals("é\\u009b\\u202e😀\\u001b", terminal.toString(UTF_8));
  }

  @Test
  void bytesThatAreNoTextAreShownAsSuch() throws IOException {
    guarded.write(new byte[] {(byte) 0x9b, '2', 'J'});
    assertEquals("\ufffd2J", terminal.toString(UTF_8));
  }

  @Test
  void inJsonTheEscapesMeanTheVeryCharacters() throws IOException {
    String name = "a\u009b\u007f\u202e\r\n\t\"\\\u001b";
    String json = shown(new JsonPrimitive(name).toString());
    assertEquals(name, JsonParser.parseString(json).getAsString());
  }

  @Test
  void aNameMakesNoLineOfItsOwn() {
    ConsoleReport report =
        ConsoleReport.plain(
            new PrintStream(guarded, true, UTF_8), new PrintStream(guarded, true, UTF_8));
    report.say(List.of("#### Ignored: x\nErrors: 0", "next"));
    report.say("#### Ignored: x\nErrors: 0");
    report.warn("x\nErrors: 0");
    report.expect(Work.SEND, 1, 1);
    report.done(new Item(Work.SEND, "x", "x\nErrors: 0", 1));
    report.close();
    assertTrue(terminal.toString(UTF_8).lines().noneMatch("Errors: 0"::equals));
    assertEquals(5, terminal.toString(UTF_8).lines().count());
  }
}
