package org.quakecore.cssync.cli.screen;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

class ScreenTest {
  private static final String FILE =
      " Hope_BB.tar                    sending         0 B of    100 B   0%      0 B/s";
  private static final String WHOLE = "0 B of 100 B, 0%, 0 B/s, 0s elapsed, 0 of 1 file, no errors";
  private static final String PICTURE = "\r" + FILE + "\033[K\n" + WHOLE + "\033[J\r\033[1A";

  private final ByteArrayOutputStream terminal = new ByteArrayOutputStream();
  private final Instant now = Instant.EPOCH;
  private final Account account = new Account(() -> now);
  private Window.Size size = Window.Size.USUAL;
  private final Screen screen = new Screen(terminal, () -> size, () -> now, false);

  @BeforeEach
  void aFileIsUnderWay() {
    account.expect(Work.SEND, 1, 100);
    account.begun(new Item(Work.SEND, "Hope BB", "Hope_BB.tar", 100), 0);
    screen.show(account);
  }

  private String shown() {
    String all = terminal.toString(UTF_8);
    terminal.reset();
    return all;
  }

  /** Whatever a narrower window makes of lines, all of them are behind the cursor. */
  @Test
  void theCursorRestsAtTheBeginningOfThePicture() {
    screen.draw();

    assertEquals(PICTURE, shown());
  }

  @Test
  void whatIsWrittenComesInPlaceOfThePictureWhichFollowsIt() throws IOException {
    screen.draw();
    shown();
    screen.write("a line\n".getBytes(UTF_8));
    assertEquals("\r\033[Ja line\n", shown());
    screen.draw();
    assertEquals(PICTURE, shown());
  }

  @Test
  void nothingIsDrawnIntoALineThatHasNotEnded() throws IOException {
    screen.write("half a line".getBytes(UTF_8));
    screen.draw();
    assertEquals("half a line", shown());
    screen.write('\n');
    screen.draw();
    assertEquals("\n" + PICTURE, shown());
  }

  @Test
  void itIsDrawnForTheWindowAsItIsByNow() {
    size = new Window.Size(24, 41);
    screen.draw();

    assertEquals(
        "\r\033[J"
            + " Hope_BB.tar         0 B   0%      0 B/s\033[K\n"
            + "0 B of 100 B, 0%, 0 B/s, 0s elapsed,\033[K\n"
            + "0 of 1 file, no errors\033[J\r\033[2A",
        shown());
  }

  /** It breaks the picture's two lines into four, and leaves the cursor one above the last. */
  @Test
  void gnuScreenLeavesTheCursorFurtherDownWhenItIsNarrowed() throws IOException {
    Screen inside = new Screen(terminal, () -> size, () -> now, true);
    inside.show(account);
    inside.draw();
    shown();
    size = new Window.Size(24, 40);
    inside.write("a line\n".getBytes(UTF_8));
    assertEquals("\r\033[2A\033[Ja line\n", shown());
    inside.draw();
    inside.draw();
    assertFalse(shown().contains("\033[2A\033[J"));
  }

  @Test
  void atTheEndNothingIsLeftAndNothingFollows() throws IOException {
    screen.draw();
    shown();
    screen.close();
    assertEquals("\r\033[J", shown());
    screen.close();
    screen.draw();
    screen.write("bye\n".getBytes(UTF_8));
    assertEquals("bye\n", shown());
  }

  @Test
  void beforeAnythingIsAnnouncedNothingIsDrawn() {
    screen.show(new Account(() -> now));
    screen.draw();

    assertEquals("", shown());
  }

  @Test
  void aTerminalThatIsGoneOrCannotBeDrawnOnEndsNothing() {
    Screen gone =
        new Screen(
            new OutputStream() {
              @Override
              public void write(int each) throws IOException {
                throw new IOException("Input/output error");
              }
            },
            () -> size,
            () -> now,
            false);
    gone.show(account);
    gone.draw();
    gone.draw();
    gone.close();
    Screen odd =
        new Screen(
            terminal,
            () -> {
              throw new IllegalStateException("no size");
            },
            () -> now,
            false);
    odd.show(account);
    odd.draw();
    assertEquals("", shown());
  }
}
