package org.quakecore.cssync.remote.rclone.answer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.Traits;
import org.quakecore.cssync.remote.rclone.process.Subprocess;

class ListingTest {
  private static final String TWO =
      """
      [
      {"Path":"F/b","Name":"b","Size":4,"ModTime":"2023-04-26T13:02:03.5+12:00","IsDir":false,\
      "Hashes":{"dropbox":"ABCD","md5":"00"},"ID":"id:x","Metadata":{"a":[1,{"b":null}]}},
      {"Path":"F","Name":"F","Size":-1,"ModTime":"","IsDir":true},
      {"Path":"F/a","Name":"a","Size":9007199254740993,"ModTime":"2023-04-26T01:02:03Z",\
      "IsDir":false,"Hashes":{"dropbox":""}}
      ]
      """;

  private static InputStream in(String text) {
    return new ByteArrayInputStream(text.getBytes(UTF_8));
  }

  @Test
  void filesAndFoldersAreTakenApart() throws Exception {
    assertEquals(
        List.of(
            new StoredFile(
                "F/a", 9007199254740993L, Instant.parse("2023-04-26T01:02:03Z"), Optional.empty()),
            new StoredFile("F/b", 4, Instant.parse("2023-04-26T01:02:03.5Z"), Optional.of("abcd"))),
        Listing.files(in(TWO)));
    assertEquals(List.of("F"), Listing.folders(in(TWO)));
  }

  @Test
  void theRemoteControlWrapsTheSameList() throws Exception {
    String wrapped = "{\"list\": " + TWO + "}";
    assertEquals(Listing.files(in(TWO)), Listing.files(in(wrapped)));
    assertEquals(List.of("F"), Listing.folders(in(wrapped)));
    assertEquals(List.of(), Listing.files(in("{\"list\":[]}")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[",
        "{}",
        "{\"list\":null}",
        "{\"list\":[]",
        "{\"list\":[],\"more\":1}",
        "{\"list\":[]} []",
        "{\"error\":[]}",
        "null",
        "[] []",
        "[{}]",
        "[{\"Path\":1}",
        "[{\"Path\":\"a\",\"Size\":\"x\"}]",
        "[{\"Path\":\"a\",\"Size\":1.5}]",
        "[{\"Path\":\"a\",\"ModTime\":\"yesterday\"}]",
        "[{\"Path\":\"a\",\"IsDir\":\"no\"}]",
        "[{\"Path\":\"a\",\"Hashes\":[]}]",
        "[{\"Path\":\"a\"},]",
        "[{\"Path\":\"a\"} {\"Path\":\"b\"}]"
      })
  void anythingButAWholeListIsRefused(String text) {
    assertThrows(IOException.class, () -> Listing.files(in(text)));
  }

  @Test
  void damagedJsonIsReadOrRefusedAndNothingElse() {
    Random random = new Random(20230426);
    String features = "{\"Name\":\"d\",\"Hashes\":[\"dropbox\"],\"Features\":{\"SlowHash\":true}}";
    int refused = 0;
    for (int i = 0; i < 10_000; i++) {
      refused += reads(Listing::files, damaged(TWO, random)) ? 0 : 1;
      refused += reads(Features::traits, damaged(features, random)) ? 0 : 1;
      refused += reads(Features::freeBytes, damaged("{\"free\":12}", random)) ? 0 : 1;
    }
    assertTrue(refused > 10_000, "the damage is too small to show anything");
  }

  private static byte[] damaged(String text, Random random) {
    byte[] bytes = text.getBytes(UTF_8);
    for (int hits = random.nextInt(3); hits >= 0; hits--) {
      switch (random.nextInt(3)) {
        case 0 -> bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        case 1 -> bytes = Arrays.copyOf(bytes, 1 + random.nextInt(bytes.length));
        default ->
            bytes[random.nextInt(bytes.length)] = (byte) "[]{}\",:0-e\\".charAt(random.nextInt(11));
      }
    }
    return bytes;
  }

  private static boolean reads(Subprocess.Output<?> reader, byte[] bytes) {
    try {
      reader.read(new ByteArrayInputStream(bytes));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void marksAreProvenOnlyWhenEqual() {
    CheckMarks marks = new CheckMarks("= a b\n* c\n+ d\n- e\n! f\n2023 NOTICE: g\n=x\n");
    List<String> names = List.of("a b", "c", "d", "e", "f", "g", "x");
    assertEquals(Set.of("c", "d", "e", "f", "g", "x"), marks.unproven(names));
    assertTrue(marks.cover(List.of("a b", "c", "d", "e")));
    assertEquals(false, marks.cover(List.of("f")));
    assertEquals(false, marks.cover(List.of("g")));
  }

  @Test
  void whatIsFreeIsToldOrWorkedOut() throws Exception {
    assertEquals(OptionalLong.of(12), Features.freeBytes(in("{\"free\":12,\"total\":9}")));
    assertEquals(OptionalLong.of(0), Features.freeBytes(in("{\"used\":12,\"total\":9}")));
    assertEquals(OptionalLong.empty(), Features.freeBytes(in("{\"used\":12}")));
    assertThrows(IOException.class, () -> Features.freeBytes(in("{\"free\":\"much\"}")));
  }

  @Test
  void featuresWithoutHashesAreRead() throws Exception {
    assertEquals(
        new Traits(false, false, false, false, false, false),
        Features.traits(in("{\"Hashes\":null,\"Features\":{}}")));
    assertThrows(IOException.class, () -> Features.traits(in("{}")));
  }
}
