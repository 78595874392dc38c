package org.quakecore.cssync.manifest;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.manifest.Manifest.CheckEntry;
import org.quakecore.cssync.manifest.Manifest.MemberEntry;
import org.quakecore.cssync.manifest.Manifest.PartEntry;
import org.quakecore.cssync.testing.Types;

class ManifestTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static Manifest manifest() {
    return new Manifest.Builder("v22p12", new Fault("Hope"), Types.IM, "test")
        .add(
            new PartEntry("Hope_IM.tar", 10_240, HASH),
            List.of(
                new MemberEntry("a.csv", 100, 7, HASH, "Hope_IM.tar", 512, "Runs/a.csv"),
                new MemberEntry("b\n\"é.csv", 0, 7, HASH, "Hope_IM.tar", 1536, "/b.csv")))
        .build();
  }

  private static String refusal(String json) {
    SyncException refused =
        assertThrows(SyncException.class, () -> Manifest.parse(json, "Hope_IM.json"), json);
    assertEquals(SyncException.Kind.DATA, refused.kind());
    assertTrue(refused.getMessage().startsWith("the manifest Hope_IM.json "));
    return refused.getMessage();
  }

  @Test
  void whatIsWrittenIsRead() throws Exception {
    assertEquals(manifest(), Manifest.parse(manifest().toJson(), "Hope_IM.json"));
  }

  @Test
  void whatWasAskedOfTheContentIsReadAgainAndAddedUp() throws Exception {
    List<CheckEntry> some =
        List.of(
            new CheckEntry("*.csv", "not_empty", 3, null),
            new CheckEntry("*.bin", "no_zero_station", 1, List.of("a: 1 of 2")));
    List<CheckEntry> others = List.of(new CheckEntry("*.bin", "no_zero_station", 2, List.of("b")));
    Manifest checked = manifest().with(some);

    assertEquals(checked, Manifest.parse(checked.toJson(), "Hope_IM.json"));
    assertEquals(checked, checked.spelledLike(List.of("Hope_IM.tar")));
    assertEquals(
        List.of(
            some.get(0), new CheckEntry("*.bin", "no_zero_station", 3, List.of("a: 1 of 2", "b"))),
        CheckEntry.sum(some, others));
    assertFalse(manifest().with(List.of()).toJson().contains("checks"));
    refusal(checked.toJson().replace("\"passed\": 3", "\"passed\": -3"));
    refusal(checked.toJson().replace("\"passed\": 3", "\"passed\": \"3\""));
    refusal(checked.toJson().replace("\"a: 1 of 2\"", "7"));
  }

  @Test
  void whatIsNotKnownOfAnAdoptedSetIsLeftOutAndReadAsUnknown() throws Exception {
    Manifest adopted =
        new Manifest.Builder("v22p12", new Fault("Hope"), Types.IM, "test")
            .add(
                new PartEntry("Hope_IM.tar", 10_240, null),
                List.of(new MemberEntry("IM/a.csv", 100, 7, null, null, "Hope_IM.tar", 512, null)))
            .build(Manifest.Adopted.HEADERS);

    assertTrue(adopted.toJson().contains("\"adopted\": \"headers\""));
    assertFalse(adopted.toJson().contains("sha256"));
    assertEquals(adopted, Manifest.parse(adopted.toJson(), "Hope_IM.json"));
    assertFalse(adopted.knowsContent());
    refusal(adopted.toJson().replace("headers", "read"));
    refusal(adopted.toJson().replace("headers", "hearsay"));
    refusal(adopted.toJson().replace("\"format\": 2", "\"format\": 1"));
    refusal(adopted.toJson().replace("IM/a.csv", "../a.csv"));
  }

  @Test
  void onlyAnAdoptedManifestMayLeaveAnythingOut() {
    for (String key : List.of("sha256", "content_hash", "source")) {
      refusal(manifest().toJson().replaceFirst("\"" + key + "\"", "\"other\""));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "null",
        "[]",
        "7",
        "{",
        "{}",
        "{\"format\": null}",
        "{\"format\": \"1\"}",
        "{\"format\": {}}",
        "{\"format\": 1}",
        "{\"format\": 1, \"parts\": 3, \"members\": []}",
        "{\"format\": 1, \"parts\": [null], \"members\": []}",
        "{\"format\": 1, \"parts\": [], \"members\": []}",
        "{\"format\": 1, \"parts\": [{\"size\": \"x\"}], \"members\": []}",
        "\u0000\u0001"
      })
  void whatIsNoManifestIsRefusedWhateverItIs(String json) {
    refusal(json);
  }

  @Test
  void anyTruncationIsRefused() {
    String json = manifest().toJson().strip();
    for (int length = 0; length < json.length(); length++) {
      refusal(json.substring(0, length));
    }
  }

  @Test
  void aNewerFormatIsNamedWhateverItsShape() {
    assertTrue(refusal("{\"format\": 3, \"sets\": {}}").contains("has the format 3"));
    assertTrue(refusal("{\"format\": 1.5}").contains("has the format 1.5"));
  }

  @Test
  void membersThatCannotLieWhereItSaysAreRefused() {
    String json = manifest().toJson();
    for (List<String> edit :
        List.of(
            List.of("\"offset\": 512", "\"offset\": -1"),
            List.of("\"offset\": 512", "\"offset\": 10200"),
            List.of("\"offset\": 1536", "\"offset\": 600"),
            List.of("\"size\": 100", "\"size\": 9223372036854775807"),
            List.of("\"size\": 100", "\"size\": -100"),
            List.of("\"part\": \"Hope_IM.tar\"", "\"part\": \"Hope_IM_0.tar\""),
            List.of("\"name\": \"Hope_IM.tar\"", "\"name\": \"../Hope_IM.tar\""),
            List.of("\"name\": \"a.csv\"", "\"name\": \"b\\n\\\"é.csv\""),
            List.of(HASH, HASH.substring(1)))) {
      assertTrue(json.contains(edit.get(0)), edit::toString);
      refusal(json.replace(edit.get(0), edit.get(1)));
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "\"format\"           | 'format'",
        "\"format\"           | format",
        "\"format\": 1,       | \"format\": 1, /* so to speak */",
        "\"format\": 1,       | \"format\": 1, \"format\": 1,",
        "\"format\": 1,       | \"format\": 1; \"x\"= 1,",
        "\"cs_ver\": \"v22p12\" | \"cs_ver\": 22",
        "\"cs_ver\": \"v22p12\" | \"cs_ver\": \"\"",
        "\"fault\": \"Hope\"   | \"fault\": null",
        "\"type\": \"IM\"      | \"x\": \"IM\"",
        "\"tool\": \"test\"    | \"tool\": {}",
        "\"size\": 10240      | \"size\": \"10240\"",
        "\"size\": 10240      | \"size\": 10240.0",
        "\"size\": 10240      | \"size\": 1024e1",
        "\"size\": 10240      | \"size\": 010240",
        "\"size\": 10240      | \"size\": 9223372036854775808",
        "\"size\": 10240      | \"size\": -1",
        "\"size\": 100        | \"size\": 1e2",
        "\"size\": 100        | \"size\": NaN",
        "\"size\": 100        | \"size\": true",
        "\"size\": 100        | \"size\": [100]",
        "\"size\": 100,       | \"size\": 100, \"size\": 100,",
        "\"size\": 100,       | ``",
        "\"offset\": 512      | \"offset\": 512.5",
        "\"offset\": 1536     | \"offset\": 611",
        "\"offset\": 1536     | \"offset\": 10241",
        "\"mtime\": 7         | \"mtime\": 31556889864403200",
        "\"mtime\": 7         | \"mtime\": -31557014167219201",
        "\"mtime\": 7         | \"mtime\": 7.5",
        "\"a.csv\"            | \"../a.csv\"",
        "\"a.csv\"            | \"/a.csv\"",
        "\"a.csv\"            | \"a/a.csv\"",
        "\"a.csv\"            | \"..\"",
        "\"a.csv\"            | \".\"",
        "\"a.csv\"            | \"\"",
        "\"a.csv\"            | \"a\\u0000.csv\"",
        "\"a.csv\"            | \"a\t.csv\"",
        "\"a.csv\"            | \"a\\ud800.csv\"",
        "\"a.csv\"            | \"B\\n\\\"\u00c9.csv\"",
        "\"Runs/a.csv\"       | 7",
        "\"Runs/a.csv\"       | \"a\\u0000\"",
        "\"Hope_IM.tar\"      | \"..\"",
        "\"Hope_IM.tar\"      | \"Hope_IM\\u009b2J.tar\""
      })
  void whatIsNotWrittenToTheLetterIsRefused(String was, String becomes) {
    String json = manifest().toJson();
    assertTrue(json.contains(was), was);
    refusal(json.replaceFirst(Pattern.quote(was), Matcher.quoteReplacement(becomes)));
  }

  @Test
  void aNameLongerThanAFileSystemTakesIsRefused() throws Exception {
    String json = manifest().toJson();
    Manifest.parse(json.replace("a.csv", "é".repeat(127) + "a"), "Hope_IM.json");
    assertTrue(refusal(json.replace("a.csv", "é".repeat(128))).contains("has 256 bytes"));
  }

  @Test
  void aPartWithoutMembersIsRefused() {
    Manifest none =
        new Manifest.Builder("v22p12", new Fault("Hope"), Types.IM, "test")
            .add(new PartEntry("Hope_IM.tar", 10_240, HASH), List.of())
            .build();
    assertTrue(refusal(none.toJson()).contains("lists no member of \"Hope_IM.tar\""));
  }

  @Test
  void whatFollowsAManifestIsRefused() {
    refusal(manifest().toJson() + "{}");
    refusal(manifest().toJson() + "#");
  }

  @Test
  void keysOfLaterProgramsArePassedOver() throws Exception {
    String json = manifest().toJson();
    for (String key : List.of("\"cs_ver\"", "\"name\"", "\"sha256\"")) {
      String later = json.replace(key, "\"later\": {\"a\": [1, {\"b\": null}]}, " + key);
      assertEquals(manifest(), Manifest.parse(later, "Hope_IM.json"));
    }
  }

  @Test
  void whatIsNestedWithoutEndIsRefusedAsAllElse() {
    refusal("[".repeat(1_000_000));
    refusal("{\"format\": 1, \"x\": " + "[".repeat(1_000_000));
    refusal("{\"format\": 1, \"parts\": [" + "{\"x\": ".repeat(1_000_000));
  }
}
