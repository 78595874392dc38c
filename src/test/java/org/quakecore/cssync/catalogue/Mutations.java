package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;

/** Damages good input at random, always the same way, and watches what a parser makes of it. */
public final class Mutations {
  private static final String[] PIECES = {
    "\n",
    "\r\n",
    " ",
    "\t",
    ":",
    ": ",
    "-",
    "- ",
    "#",
    "[",
    "]",
    "{",
    "}",
    ",",
    "\"",
    "'",
    "&a",
    "*a",
    "!!str",
    "!",
    "|",
    ">",
    "%",
    "@",
    "`",
    "---\n",
    "...\n",
    "?",
    "? ",
    "..",
    "/",
    "$",
    "*",
    "{fault_name}",
    "r",
    "0",
    "-1",
    "99999999999999999999",
    "\0",
    "\u0085",
    "\u2028",
    "\uFEFF",
    "é",
    "\\",
    "~",
    "null",
    "<<",
    "True",
    "BB",
    "\u0007"
  };

  private final Random random;

  public Mutations(long seed) {
    this.random = new Random(seed);
  }

  /** Reads a file, giving up only as parsers may. */
  @FunctionalInterface
  public interface Parser {
    void parse(Path file) throws SyncException;
  }

  /** Feeds a parser with damaged copies: it either parses or says BAD_INPUT, naming the file. */
  public void check(Path folder, String good, int rounds, Parser parser) throws IOException {
    Path file = folder.resolve("input");
    int refused = 0;
    for (int round = 0; round < rounds; round++) {
      Files.write(file, damaged(good.getBytes(StandardCharsets.UTF_8)));
      try {
        parser.parse(file);
      } catch (SyncException e) {
        refused++;
        assertEquals(SyncException.Kind.BAD_INPUT, e.kind(), e.getMessage());
        assertTrue(e.getMessage().startsWith(file.toString()), e.getMessage());
        assertFalse(e.getMessage().contains("\n"), e.getMessage());
      }
    }
    assertTrue(refused > 0 && refused < rounds, refused + " refused of " + rounds);
  }

  private byte[] damaged(byte[] good) {
    byte[] bytes = good;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int at = random.nextInt(bytes.length + 1);
      int cut = Math.min(bytes.length, at + random.nextInt(4) * random.nextInt(6));
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      out.write(bytes, 0, at);
      if (random.nextInt(8) == 0) {
        out.write(random.nextInt(256));
      } else {
        out.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
      }
      out.write(bytes, cut, bytes.length - cut);
      bytes = out.toByteArray();
    }
    return bytes;
  }
}
