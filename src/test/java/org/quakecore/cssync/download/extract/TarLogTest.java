package org.quakecore.cssync.download.extract;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.download.plan.TarLogEntry;
import org.quakecore.cssync.testing.Types;

class TarLogTest {
  private static final String HASH = "0123456789abcdef".repeat(4);

  @TempDir Path folder;

  @Test
  void aLineIsReadFromTheRightBecauseNamesMayHoldSpaces() {
    TarLogEntry proof = TarLogEntry.parse("Hope 2 _BB.tar 17 " + HASH);
    assertEquals("Hope 2 _BB.tar", proof.name());
    assertEquals(OptionalLong.of(17), proof.size());
    assertEquals(Optional.of(HASH), proof.hash());
  }

  @Test
  void aLineWithTimeAndReasonComesBackAsItWas() {
    TarLogEntry proof =
        new TarLogEntry(
            "Hope # 1_BB.tar",
            OptionalLong.of(5),
            Optional.of(HASH),
            Optional.of(Instant.parse("2024-01-02T03:04:05.678Z")),
            Optional.of("is broken # truly"));
    assertEquals(proof, TarLogEntry.parse(proof.line()));
  }

  @Test
  void aBareNameOfAnEarlierScriptProvesNothing() {
    TarLogEntry proof = TarLogEntry.parse("Hope_BB.tar");
    assertEquals("Hope_BB.tar", proof.name());
    assertEquals(OptionalLong.empty(), proof.size());
    assertEquals("Hope_BB.tar", proof.line());
  }

  @Test
  void linesThatNobodyUnderstandsAreKept() throws Exception {
    Path file = folder.resolve("tar_ok.log");
    Files.writeString(file, "what is this\r\n\nHope_BB.tar\n");
    TarLog log = TarLog.read(file);
    log.put(TarLogEntry.parse("Alpine_BB.tar 1 " + HASH));
    assertEquals(
        "Alpine_BB.tar 1 " + HASH + "\nHope_BB.tar\nwhat is this\n", Files.readString(file));
  }

  @Test
  void theMembersOfATarComeBackAsTheyWere() throws Exception {
    Path file = folder.resolve("members.log");
    MemberLog members = MemberLog.read(file);
    TreeMap<String, Long> names = new TreeMap<>();
    names.put("a b\n\\n# x", 1L);
    names.put(" 12 lead", 0L);
    members.put(Types.BB, "Hope 2_BB.tar", names);
    assertEquals(names, MemberLog.read(file).of(Types.BB, "Hope 2_BB.tar"));
  }

  @Test
  void whatAnEarlierSetHadIsStaleAlsoAfterACrash() throws Exception {
    Path file = folder.resolve("members.log");
    MemberLog members = MemberLog.read(file);
    members.put(Types.BB, "H_BB.tar", new TreeMap<>(java.util.Map.of("a", 1L, "b", 1L)));
    members.put(Types.BB, "H_BB.tar", new TreeMap<>(java.util.Map.of("b", 1L, "c", 1L)));
    MemberLog again = MemberLog.read(file);
    assertEquals(java.util.List.of("a"), again.stale(Types.BB, Set.of("H_BB.tar")));
    again.forgetOthers(Types.BB, Set.of("H_BB.tar"));
    assertTrue(again.stale(Types.BB, Set.of("H_BB.tar")).isEmpty());
    assertFalse(Files.readString(file).contains(" a\n"));
  }

  @Test
  void aLogLargerThanAnyWeWriteProvesNothing() throws Exception {
    Path file = folder.resolve("tar_ok.log");
    String line = "Hope_BB.tar 1 " + HASH + "\n";
    Files.writeString(file, line);
    assertTrue(TarLog.read(file).find("Hope_BB.tar").isPresent());
    Files.writeString(file, line + "x".repeat(16 << 20));
    assertTrue(TarLog.read(file).find("Hope_BB.tar").isEmpty());
  }
}
