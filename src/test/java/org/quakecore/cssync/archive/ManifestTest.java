package org.quakecore.cssync.archive;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.archive.Manifest.MemberEntry;
import org.quakecore.cssync.archive.Manifest.PartEntry;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.SyncException;

class ManifestTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  private static Manifest manifest() {
    return new Manifest.Builder("v22p12", new Fault("Hope"), DataType.IM, "test")
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
    assertTrue(refusal("{\"format\": 2, \"sets\": {}}").contains("has the format 2"));
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
}
