package org.quakecore.cssync.catalogue.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.testing.BbBin;

class ContentCheckTest {
  private static final String BB = "0x500 + 44*n + 12*n*nt, n = int32 at 0, nt = int32 at 4";

  @TempDir private Path folder;

  private Optional<String> problem(ContentCheck.Quick check, byte[] content) throws IOException {
    Path file = Files.write(folder.resolve("file"), content);
    try (FileChannel channel = FileChannel.open(file)) {
      return check.problem(new SourceBytes(channel, content.length));
    }
  }

  private Optional<String> problem(ContentCheck.Quick check, String content) throws IOException {
    return problem(check, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aSizeIsReckonedWithNumbersThatStandInTheFile() throws Exception {
    byte[] whole = new BbBin(4, 100).bytes();
    assertEquals(0x500 + 44 * 4 + 12 * 4 * 100, whole.length);

    assertEquals(Optional.empty(), problem(new SizeFormula(BB), whole));
    assertEquals(
        Optional.of("6244 bytes, not 6256 with n = 4, nt = 100"),
        problem(new SizeFormula(BB), Arrays.copyOf(whole, 6244)));
    assertEquals(
        Optional.of("6 bytes, too few to have nt at 4"),
        problem(new SizeFormula(BB), Arrays.copyOf(whole, 6)));
  }

  @ParameterizedTest
  @CsvSource({
    "0x10, 16",
    "2 + 3*4, 14",
    "(2 + 3)*4, 20",
    "20 - 3 - 2, 15",
    "2*(3 + (4 - 1))*2, 24",
  })
  void sumsProductsAndBracketsMeanWhatTheyDoElsewhere(String formula, int size) throws Exception {
    assertEquals(Optional.empty(), problem(new SizeFormula(formula), new byte[size]));
    assertEquals(
        Optional.of(size + 1 + " bytes, not " + size),
        problem(new SizeFormula(formula), new byte[size + 1]));
  }

  @Test
  void numbersThatMakeASizeNoFileCanHaveAreToldAndNotWrapped() throws Exception {
    byte[] content =
        ByteBuffer.allocate(8).order(ByteOrder.LITTLE_ENDIAN).putLong(Long.MAX_VALUE).array();

    assertEquals(
        Optional.of("8 bytes, and no file can have its size with n = 9223372036854775807"),
        problem(new SizeFormula("2*n, n = int64 at 0"), content));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "n",
        "1 +",
        "(1",
        "1)",
        "1 1",
        "1 / 2",
        "1 + n, n = float at 0",
        "n, n = int32 at 0, n = int32 at 4",
        "1,",
        "99999999999999999999",
      })
  void aFormulaThatCannotBeReadIsRefused(String formula) {
    assertThrows(IllegalArgumentException.class, () -> new SizeFormula(formula));
  }

  @Test
  void aTextIsLookedForInBothEndsOfALargeFile() throws Exception {
    Contains check = new Contains("Simulation completed");
    String middle = "x".repeat(3 << 20);

    assertEquals(Optional.empty(), problem(check, "a\nSimulation completed\nb"));
    assertEquals(Optional.empty(), problem(check, middle + "Simulation completed"));
    assertEquals(Optional.empty(), problem(check, "Simulation completed" + middle));
    assertEquals(
        Optional.of("no \"Simulation completed\" in it"),
        problem(check, middle + "Simulation completed" + middle));
    assertEquals(Optional.empty(), problem(new Contains("Māori"), "ā Māori"));
  }

  @Test
  void aTextAtAnOffsetEndsThereAndIsNoBeginningOfAnother() throws Exception {
    EqualsAt check = new EqualsAt("Cant1D_v2 at 0x3");

    assertEquals(Optional.empty(), problem(check, "abcCant1D_v2\0\0x"));
    assertEquals(Optional.empty(), problem(check, "abcCant1D_v2"));
    assertEquals(
        Optional.of("\"Cant1D_v20\" at 3, not \"Cant1D_v2\""), problem(check, "abcCant1D_v20\0"));
    assertEquals(Optional.of("\"\" at 3, not \"Cant1D_v2\""), problem(check, "ab"));
    assertThrows(IllegalArgumentException.class, () -> new EqualsAt("Cant1D_v2"));
  }

  @Test
  void whiteSpaceIsNothing() throws Exception {
    assertEquals(Optional.of("nothing in it"), problem(new NotEmpty(), " \r\n\t\n"));
    assertEquals(Optional.of("nothing in it"), problem(new NotEmpty(), ""));
    assertEquals(Optional.empty(), problem(new NotEmpty(), "\nā"));
  }

  /** The bytes pass in pieces of a size, as a reader happens to have them. */
  private static Optional<String> stations(byte[] content, int piece) {
    Inspection look = new NoZeroStation().begin(content.length);
    for (int at = 0; at < content.length; at += piece) {
      byte[] bytes = Arrays.copyOfRange(content, at, Math.min(content.length, at + piece));
      look.take(Arrays.copyOf(bytes, piece + 3), bytes.length);
    }
    return look.problem();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 7, 44, 1279, 4096, 1 << 20})
  void stationsThatAreZeroThroughoutAreCountedAndNamedHoweverTheBytesCome(int piece) {
    assertEquals(Optional.empty(), stations(new BbBin(5, 20).bytes(), piece));
    assertEquals(
        Optional.of("2 of 5 stations are zero throughout: ST0001, ST0004"),
        stations(new BbBin(5, 20).zero(1).zero(4).bytes(), piece));
  }

  @Test
  void oneSampleAnywhereMakesAStationAndMinusZeroIsNone() {
    byte[] last = new BbBin(2, 3).zero(0).zero(1).sample(0, 8, 1e-30f).bytes();
    assertEquals(Optional.of("1 of 2 stations are zero throughout: ST0001"), stations(last, 4096));

    byte[] minus = new BbBin(2, 3).zero(0).sample(0, 4, -0.0f).bytes();
    assertEquals(Optional.of("1 of 2 stations are zero throughout: ST0000"), stations(minus, 4096));
  }

  @Test
  void ofVeryManyStationsTheFirstAreNamed() {
    BbBin file = new BbBin(40, 1);
    for (int i = 0; i < 40; i++) {
      file.zero(i);
    }

    String told = stations(file.bytes(), 4096).orElseThrow();

    assertTrue(told.startsWith("40 of 40 stations are zero throughout: ST0000, ST0001, "), told);
    assertTrue(told.endsWith(", ST0009 and 30 more"), told);
  }

  @Test
  void whatIsNoBbBinIsNotTakenForOne() {
    byte[] whole = new BbBin(4, 100).bytes();

    assertEquals(
        Optional.of("no BB.bin: its header says 4 stations of 100 steps, and it has 6255 bytes"),
        stations(Arrays.copyOf(whole, 6255), 512));
    assertEquals(Optional.of("no BB.bin: it has 7 bytes"), stations(Arrays.copyOf(whole, 7), 512));
    byte[] wild = whole.clone();
    Arrays.fill(wild, 0, 8, (byte) 0xff);
    assertEquals(
        Optional.of("no BB.bin: its header says -1 stations of -1 steps, and it has 6256 bytes"),
        stations(wild, 512));
  }
}
