package org.quakecore.cssync.catalogue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderListingTest {
  @TempDir private Path folder;

  @Test
  void everythingIsThereSortedByItsBytes() throws IOException {
    for (String name : List.of("b", ".hidden", "\u00e9", "B", "a_REL02", "a_REL10")) {
      Files.createFile(folder.resolve(name));
    }
    assertEquals(
        List.of(".hidden", "B", "a_REL02", "a_REL10", "b", "\u00e9"),
        FolderListing.of(folder).stream().map(path -> path.getFileName().toString()).toList());
  }

  @Test
  void aFolderThatIsNotThereIsAFailure() {
    assertThrows(NoSuchFileException.class, () -> FolderListing.of(folder.resolve("none")));
  }

  @Test
  void aFolderReadInPartIsAFailureAndNeverAShortOne() {
    IOException failure =
        assertThrows(
            IOException.class, () -> FolderListing.of(breakingAfter(Path.of("a"), Path.of("b"))));
    assertEquals("Input/output error", failure.getMessage());
  }

  private static DirectoryStream<Path> breakingAfter(Path... first) {
    Iterator<Path> some = List.of(first).iterator();
    return new DirectoryStream<>() {
      @Override
      public Iterator<Path> iterator() {
        return new Iterator<>() {
          @Override
          public boolean hasNext() {
            return true;
          }

          @Override
          public Path next() {
            if (some.hasNext()) {
              return some.next();
            }
            throw new DirectoryIteratorException(new IOException("Input/output error"));
          }
        };
      }

      @Override
      public void close() {}
    };
  }
}
