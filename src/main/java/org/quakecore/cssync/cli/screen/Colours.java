package org.quakecore.cssync.cli.screen;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Passes lines on to a terminal, with what is well in green and what is wrong in red. Nothing is
 * told by colour alone: it is the words that are coloured, and they stay.
 */
public final class Colours extends FilterOutputStream {
  private static final String GREEN = "32";
  private static final String RED = "31";
  private static final String YELLOW = "33";

  /** Verdicts; of words that hold one another the longer comes first. */
  private static final Pattern VERDICT =
      Pattern.compile(
          "(?<bad>\\bINCOMPLETE\\b|\\bDAMAGED\\b|\\bCHANGED\\b|\\bPART\\b|\\bBAD\\b|\\bDIFF\\b"
              + "|^ *Errors: [1-9][0-9]*|^#### Error\\b.*|^---   Failed.*|^ (?:failed|refused)\\b|^error\\b)"
              + "|(?<doubtful>\\bcomplete\\*|\\bok\\*|^ (?:interrupted|waiting)\\b|^warning\\b)"
              + "|(?<good>\\bCOMPLETE\\b|\\bok\\b|^ *Errors: 0$|^---   Passed$)");

  private final ByteArrayOutputStream line = new ByteArrayOutputStream();

  public Colours(OutputStream terminal) {
    super(terminal);
  }

  @Override
  public void write(int each) throws IOException {
    write(new byte[] {(byte) each}, 0, 1);
  }

  @Override
  public synchronized void write(byte[] bytes, int offset, int length) throws IOException {
    for (int i = offset; i < offset + length; i++) {
      if (bytes[i] == '\n') {
        pass();
        out.write('\n');
      } else {
        line.write(bytes[i]);
      }
    }
  }

  /** Passes on a line that has not ended, too. */
  @Override
  public synchronized void flush() throws IOException {
    pass();
    out.flush();
  }

  private void pass() throws IOException {
    if (line.size() > 0) {
      out.write(VERDICT.matcher(line.toString(UTF_8)).replaceAll(Colours::painted).getBytes(UTF_8));
      line.reset();
    }
  }

  private static String painted(MatchResult found) {
    String colour = found.group(1) != null ? RED : found.group(2) != null ? YELLOW : GREEN;
    return "\033[" + colour + "m" + Matcher.quoteReplacement(found.group()) + "\033[0m";
  }
}
