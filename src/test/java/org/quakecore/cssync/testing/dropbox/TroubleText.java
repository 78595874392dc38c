package org.quakecore.cssync.testing.dropbox;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Troubles as the command line has them: {@code WHERE[@GLOB][#NTH[+TIMES]]=WHAT[:NUMBER]}.
 *
 * <p>WHERE is an endpoint, several with commas between, {@code any} or {@code commit}. Without
 * {@code #NTH} it goes wrong every time; {@code #3} is the third time alone, {@code #3+2} the third
 * and the fourth, {@code #3+} the third and all after it, {@code #/100} each hundredth.
 */
final class TroubleText {
  private static final Pattern FORM =
      Pattern.compile(
          "(?<where>[a-z_0-9,]+)(@(?<glob>[^#=]+))?(#/(?<every>\\d+))?(#(?<nth>\\d+)(?<more>\\+(?<times>\\d*))?)?"
              + "=(?<what>[a-z_]+)(:(?<value>[a-z_0-9]+))?");

  private TroubleText() {}

  /** Sets going what the text says. */
  static void begin(FakeDropbox dropbox, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\": a trouble is written like session_finish@**.tar#2+1=status:500");
    }
    try {
      begin(when(dropbox, form), form.group("what"), form.group("value"));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "\"" + text + "\": " + form.group("what") + " needs a number behind a colon", e);
    }
  }

  private static Trouble when(FakeDropbox dropbox, Matcher form) {
    String where = form.group("where");
    Trouble trouble =
        switch (where) {
          case "commit" -> dropbox.onCommit();
          case "any" -> dropbox.on();
          default ->
              dropbox.on(Stream.of(where.split(",")).map(Endpoint::named).toArray(Endpoint[]::new));
        };
    if (form.group("glob") != null) {
      trouble.path(form.group("glob"));
    }
    if (form.group("every") != null) {
      trouble.every(Integer.parseInt(form.group("every")));
    }
    if (form.group("nth") != null) {
      trouble.from(Integer.parseInt(form.group("nth")));
      if (form.group("more") == null) {
        trouble.times(1);
      } else if (!form.group("times").isEmpty()) {
        trouble.times(Integer.parseInt(form.group("times")));
      }
    }
    return trouble;
  }

  private static void begin(Trouble trouble, String what, String value) {
    switch (what) {
      case "too_many_requests" -> trouble.tooManyRequests(Integer.parseInt(value));
      case "too_many_write_operations" -> trouble.tooManyWriteOperations(Integer.parseInt(value));
      case "expired_token" -> trouble.expiredToken();
      case "status" -> trouble.status(Integer.parseInt(value));
      case "refuse" -> trouble.refuse(value);
      case "wrong_range" -> trouble.wrongRange(false);
      case "other_range" -> trouble.wrongRange(true);
      case "cut" -> trouble.cut(Long.parseLong(value));
      case "stall" -> trouble.stall(Long.parseLong(value));
      case "slow" -> trouble.slow(Long.parseLong(value));
      case "delay_ms" -> trouble.delay(Duration.ofMillis(Long.parseLong(value)));
      case "lose_reply" -> trouble.loseReply();
      case "lose_commit" -> trouble.loseCommit();
      case "corrupt" -> trouble.corrupt();
      case "corrupt_under_the_right_hash" -> trouble.corruptUnderTheRightHash();
      case "refuse_commit" -> trouble.refuseCommit(value);
      default -> throw new IllegalArgumentException("\"" + what + "\" is no known trouble");
    }
  }
}
