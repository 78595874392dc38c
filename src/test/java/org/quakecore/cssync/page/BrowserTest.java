package org.quakecore.cssync.page;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.testing.Browser;

/** The pages as a browser has them. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BrowserTest {
  private static final int DESKTOP = 1200;
  private static final int PHONE = 390;
  private static final int TAB = 9;
  private static final int ENTER = 13;

  private Path folder;
  private Browser browser;

  @BeforeAll
  void start(@TempDir Path empty) throws Exception {
    folder = empty;
    browser = new Browser(folder);
  }

  @AfterAll
  void stop() throws Exception {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingWentWrong() {
    assertEquals(List.of(), browser.complaints());
  }

  private void open(Page page) throws Exception {
    Path file = folder.resolve("report.html");
    Html.write(page, file);
    browser.medium("screen");
    browser.width(DESKTOP);
    browser.open(file);
  }

  private String text(String script) throws Exception {
    return browser.evaluate(script).getAsString();
  }

  private int number(String script) throws Exception {
    return browser.evaluate(script).getAsInt();
  }

  /** The faults that are seen in the table. */
  private String seen() throws Exception {
    return text(
        "[...document.querySelectorAll('#table tbody tr')].filter(r => r.offsetHeight > 0)"
            + ".map(r => r.cells[0].textContent).join(' ')");
  }

  private boolean isSeen(String id) throws Exception {
    return browser
        .evaluate("document.getElementById('" + id + "').checkVisibility()")
        .getAsBoolean();
  }

  private void choose(String field, String value) throws Exception {
    browser.evaluate(
        "document.getElementById('"
            + field
            + "').value = '"
            + value
            + "'; document.getElementById('"
            + field
            + "').dispatchEvent(new Event('input', {bubbles: true}))");
  }

  @Test
  void theFiltersShowWhatIsAskedForAndSayHowMany() throws Exception {
    open(HtmlTest.page(12, 4));
    assertEquals("12 of 12 faults", text("document.getElementById('shown').textContent"));
    choose("state", "!");
    assertEquals("Fault3 Fault7 Fault11", seen());
    assertEquals("3 of 12 faults", text("document.getElementById('shown').textContent"));
    choose("type", "IM");
    assertEquals("", seen());
    choose("type", "BB");
    choose("name", " fault1");
    assertEquals("Fault11", seen());
    choose("state", "=COMPLETE");
    assertEquals("Fault1 Fault10", seen());
    browser.evaluate(
        "document.querySelector('button').click();" + " new Promise(done => setTimeout(done))");
    assertEquals("12 of 12 faults", text("document.getElementById('shown').textContent"));
  }

  @Test
  void theFiltersAreReachedByTheKeyboardAlone() throws Exception {
    open(HtmlTest.page(12, 4));
    browser.press("Tab", TAB);
    assertEquals("#faults", text("document.activeElement.getAttribute('href')"));
    browser.press("Enter", ENTER);
    browser.press("Tab", TAB);
    assertEquals("name", text("document.activeElement.id"));
    browser.type("fault7");
    assertEquals("Fault7", seen());
  }

  @Test
  void aLinkLeadsToAFaultThatIsFilteredOutAndToAFailureThatIsFolded() throws Exception {
    open(HtmlTest.page(60, 2));
    choose("name", "Fault0");
    String moved = "new Promise(done => addEventListener('hashchange', () => setTimeout(done)))";
    browser.evaluate("document.querySelector('#wrong-0 a').click(); " + moved);
    assertTrue(seen().startsWith("Fault0 Fault1 Fault2"), seen());
    assertFalse(isSeen("wrong-29"));
    browser.evaluate("document.querySelector('#fault-59 a').click(); " + moved);
    assertTrue(isSeen("wrong-29"));
  }

  @Test
  void axeFindsNothingThatBarsAnybody() throws Exception {
    for (Page page : List.of(HtmlTest.page(30, 1), HtmlTest.page(3, 9))) {
      open(page);
      browser.evaluate(axe());
      browser.evaluate("document.querySelectorAll('details').forEach(d => { d.open = true; })");
      for (int width : List.of(DESKTOP, PHONE)) {
        browser.width(width);
        assertEquals(
            "[]",
            text(
                "axe.run().then(found => JSON.stringify(found.violations.map(v =>"
                    + " [v.id, v.help, v.nodes.map(n => n.html)])))"));
      }
    }
  }

  private static String axe() throws Exception {
    try (InputStream in = BrowserTest.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8) + ";0";
    }
  }

  @Test
  void hostileNamesRunNothingAndAreShownAsTheyAre() throws Exception {
    open(HtmlTest.hostile());
    assertEquals(0, number("document.images.length"));
    assertEquals(
        HtmlTest.HOSTILE.replace("\u001b", "\\u001b"),
        text("document.querySelector('#table tbody th').textContent"));
    choose("state", "!");
    assertEquals("1 of 1 fault", text("document.getElementById('shown').textContent"));
  }

  @Test
  void aPhoneNeverScrollsThePageSideways() throws Exception {
    open(HtmlTest.page(40, 5));
    browser.width(PHONE);
    assertEquals(PHONE, number("document.documentElement.scrollWidth"));
  }

  @Test
  void onPaperAllIsThereButTheFilters() throws Exception {
    open(HtmlTest.page(60, 1));
    byte[] pdf = browser.print();
    assertEquals("%PDF", new String(pdf, 0, 4, StandardCharsets.US_ASCII));
    browser.medium("print");
    assertFalse(isSeen("filters"));
    assertTrue(isSeen("wrong-59"));
    assertTrue(isSeen("fault-59"));
  }

  @Test
  void aThousandFaultsAreFilteredAtOnce() throws Exception {
    open(HtmlTest.page(1000, 3));
    choose("name", "fault999");
    assertEquals("Fault999", seen());
    assertEquals("1 of 1000 faults", text("document.getElementById('shown').textContent"));
  }
}
