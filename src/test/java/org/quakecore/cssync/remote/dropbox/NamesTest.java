package org.quakecore.cssync.remote.dropbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Random;
import org.junit.jupiter.api.Test;

class NamesTest {
  private static final String LETTERS = "ab.\\ \u007f\uff3c\u2420\u2421\u201b\uff0f\uff0e";

  @Test
  void whatDropboxDoesNotTakeIsStoredUnderLookAlikes() {
    assertEquals("a\uff3cb/c\u2420", Names.stored("a\\b/c "));
    assertEquals("a b", Names.stored("a b"));
    assertEquals("x\u2421/\uff0e\uff0e", Names.stored("x\u007f/.."));
  }

  @Test
  void aLookAlikeOfItsOwnIsToldFromThem() {
    assertEquals("\u201b\uff3c", Names.stored("\uff3c"));
    assertEquals("\\", Names.shown("\uff3c"));
    assertEquals("\uff3c", Names.shown("\u201b\uff3c"));
  }

  @Test
  void everyNameIsItselfAgain() {
    Random random = new Random(7);
    for (int i = 0; i < 20_000; i++) {
      StringBuilder name = new StringBuilder();
      for (int length = random.nextInt(6); length >= 0; length--) {
        name.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
      }
      String path = "v/" + name;
      assertEquals(path, Names.shown(Names.stored(path)), () -> path + " as " + Names.stored(path));
    }
  }
}
