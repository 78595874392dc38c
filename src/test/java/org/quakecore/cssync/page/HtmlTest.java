package org.quakecore.cssync.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HtmlTest {
  static final String HOSTILE =
      "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>&\u001b[2J";

  /** A page of faults of which every one whose number has a rest of 0 is wrong. */
  static Page page(int faults, int every) {
    List<Row> rows = new ArrayList<>();
    long bb = 0;
    long errors = 0;
    for (int i = 0; i < faults; i++) {
      boolean wrong = i % every == every - 1;
      errors += wrong ? 1 : 0;
      bb += i * 1000L;
      rows.add(
          new Row(
              "Fault" + i,
              List.of(
                  new Cell("IM", Mark.NOTED, "complete, no manifest", 1, 500, List.of()),
                  wrong
                      ? new Cell("BB", Mark.WRONG, "INCOMPLETE", 2, i * 1000L, List.of("no REL07"))
                      : new Cell("BB", Mark.GOOD, "COMPLETE", 3, i * 1000L, List.of())),
              i * 1000L + 500));
    }
    Page.Totals totals =
        new Page.Totals(
            List.of(new Total("IM", faults, faults * 500L), new Total("BB", faults * 3L, bb)),
            new Total("All", faults * 4L, bb + faults * 500L));
    return new Page(
        "Archive of v22p12",
        "dropbox:Cybershake/v22p12",
        Instant.parse("2026-11-28T03:04:05.678Z"),
        errors,
        List.of(),
        rows,
        totals,
        List.of(new Note("Proof", List.of("Compared with the manifests: sizes"))));
  }

  private static String html(Page page) throws IOException {
    StringWriter text = new StringWriter();
    Html.write(page, text);
    return text.toString();
  }

  static Page hostile() {
    Cell cell = new Cell(HOSTILE, Mark.WRONG, HOSTILE, 1, 1, List.of(HOSTILE));
    return new Page(
        HOSTILE,
        HOSTILE,
        Instant.EPOCH,
        2,
        List.of(HOSTILE),
        List.of(new Row(HOSTILE, List.of(cell), 1)),
        new Page.Totals(List.of(new Total(HOSTILE, 1, 1)), new Total(HOSTILE, 1, 1)),
        List.of(new Note(HOSTILE, List.of(HOSTILE))));
  }

  @Test
  void nothingFromOutsideBecomesMarkup() throws Exception {
    String html = html(hostile());
    assertEquals(1, html.split("<script", -1).length - 1, html);
    assertFalse(html.contains("<img"), html);
    assertFalse(html.contains("\u001b"), html);
    assertTrue(html.contains("&lt;script&gt;alert(1)&lt;/script&gt;&quot;&#39;&gt;"), html);
    assertFalse(Pattern.compile("data-state=\"[^\"]*[<>]").matcher(html).find(), html);
  }

  @Test
  void whatIsWrongComesFirstWithWhatIsMissing() throws Exception {
    String html = html(page(9, 4));
    int wrong = html.indexOf("<li>no REL07</li>");
    assertTrue(wrong > 0, html);
    assertTrue(html.indexOf(">Fault3</a>") < wrong, html);
    assertTrue(wrong < html.indexOf(">Fault0<"), html);
    assertTrue(html.contains("2 of 9 faults are not complete"), html);
    assertEquals(2, html.split("<li>no REL07</li>", -1).length - 1);
  }

  @Test
  void aPageWithoutErrorsSaysSoAndHasNoListOfThem() throws Exception {
    String html = html(page(3, 100));
    assertTrue(html.contains("Nothing is missing or wrong"), html);
    assertFalse(html.contains("id=\"wrong\""), html);
  }

  @Test
  void manyFailuresAreAllThereThoughFolded() throws Exception {
    String html = html(page(100, 1));
    assertTrue(html.contains("<summary>75 more of 100</summary>"), html);
    assertEquals(100, html.split("<li>no REL07</li>", -1).length - 1);
    assertTrue(html.indexOf("id=\"wrong-24\"") < html.indexOf("<details>"), html);
    assertTrue(html.indexOf("id=\"wrong-25\"") > html.indexOf("<details>"), html);
  }

  @Test
  void aSetWithHundredsOfProblemsDoesNotBuryTheOthers() throws Exception {
    Cell cell = new Cell("BB", Mark.WRONG, "CHANGED", 1, 1, Collections.nCopies(500, "changed"));
    String html =
        html(
            new Page(
                "t",
                "s",
                Instant.EPOCH,
                1,
                List.of(),
                List.of(new Row("Hope", List.of(cell), 1)),
                new Page.Totals(List.of(new Total("BB", 1, 1)), new Total("All", 1, 1)),
                List.of()));
    assertEquals(Shown.MOST_PROBLEMS, html.split("<li>changed</li>", -1).length - 1);
    assertTrue(html.contains("<li>and 480 more</li>"), html);
  }

  @Test
  void thePageOfAnEmptyArchiveSaysThatItIsEmpty() throws Exception {
    Page empty =
        new Page(
            "t",
            "s",
            Instant.EPOCH,
            1,
            List.of("list.txt: is not there"),
            List.of(),
            new Page.Totals(List.of(), new Total("All", 0, 0)),
            List.of());
    String html = html(empty);
    assertTrue(html.contains("There is no fault in it"), html);
    assertTrue(html.contains("<li>list.txt: is not there</li>"), html);
    assertFalse(html.contains("id=\"table\""), html);
  }

  @Test
  void theTotalsAreThoseThatWereGiven() throws Exception {
    String html = html(page(10, 5));
    assertTrue(html.contains("<dd id=\"files\">40</dd>"), html);
    assertTrue(html.contains("<dd id=\"size\">48.8 KiB</dd>"), html);
    assertTrue(html.contains("<dd id=\"errors\">2</dd>"), html);
  }

  @Test
  void theSamePageIsTheSameFileAndNamesItsTime(@TempDir Path folder) throws Exception {
    Path file = folder.resolve("report.html");
    Html.write(page(5, 2), file);
    byte[] first = Files.readAllBytes(file);
    Html.write(page(5, 2), file);
    assertEquals(-1, Arrays.mismatch(first, Files.readAllBytes(file)));
    assertTrue(Files.readString(file).contains("2026-11-28 03:04:05 UTC"));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
  }

  /** Not even a font or an icon: it must be the same without a network, and years later. */
  @Test
  void thePageAsksForNothingElse() throws Exception {
    String html = html(page(5, 2));
    assertFalse(Pattern.compile("(?i)(https?:|//[a-z]|src=|@import|url\\()").matcher(html).find());
    assertTrue(html.contains("default-src 'none'"), html);
  }
}
