package org.quakecore.cssync.cli.screen;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.quakecore.cssync.transfer.Item;
import org.quakecore.cssync.transfer.Work;

class AccountTest {
  private static final long MIB = 1 << 20;
  private static final Item BB = new Item(Work.SEND, "Hope BB", "Hope_BB.tar", 1000 * MIB);
  private static final Item IM = new Item(Work.SEND, "Hope IM", "Hope_IM.tar", 24 * MIB);

  private Instant now = Instant.parse("2026-11-28T03:00:00Z");
  private final Account account = new Account(() -> now);

  private void announced() {
    account.expect(Work.SEND, 2, 1024 * MIB);
    account.expect(Work.FAULT, 1, 0);
  }

  /** So many MiB pass each second. */
  private void pass(Item item, int seconds, long each) {
    for (int i = 0; i < seconds; i++) {
      now = now.plusSeconds(1);
      account.passed(item, each * MIB);
    }
  }

  private String whole() {
    return String.join(", ", account.whole());
  }

  @Test
  void nothingIsPromisedInTheFirstSeconds() {
    announced();
    account.begun(BB, 0);
    pass(BB, 3, 2);

    assertEquals(
        "6.0 MiB of 1.0 GiB, 0%, 2.0 MiB/s, 3s elapsed, 0 of 1 fault, 0 of 2 files, no errors",
        whole());
  }

  @Test
  void rateAndTimeLeftAreOfTheLastHalfMinute() {
    announced();
    account.begun(BB, 0);
    pass(BB, 60, 10);
    pass(BB, 30, 4);

    assertEquals(
        "720 MiB of 1.0 GiB, 70%, 4.0 MiB/s, 1m30s elapsed, 1m16s left, 0 of 1 fault, 0 of 2 files,"
            + " no errors",
        whole());
  }

  @Test
  void whatLastsDaysIsToldInDays() {
    account.expect(Work.FETCH, 1, 2_000_000 * MIB);
    Item huge = new Item(Work.FETCH, "Hope BB", "Hope/Hope_BB.tar", 2_000_000 * MIB);
    account.begun(huge, 0);
    pass(huge, 20, 10);

    assertEquals(
        "200 MiB of 1.9 TiB, 0%, 10.0 MiB/s, 20s elapsed, 2d7h left, 0 of 1 file, no errors",
        whole());
  }

  @Test
  void aStallIsSaidInsteadOfATimeLeft() {
    announced();
    account.begun(BB, 0);
    pass(BB, 40, 10);
    now = now.plusSeconds(120);

    assertEquals(
        "400 MiB of 1.0 GiB, 39%, 0 B/s, 2m40s elapsed, stalled for 2m, 0 of 1 fault, 0 of 2 files,"
            + " no errors",
        whole());
    assertEquals(0, account.underWay().get(0).rate());
  }

  @Test
  void aWaitThatWasAskedForIsNoStall() {
    announced();
    account.begun(BB, 0);
    account.waiting("Dropbox", now.plusSeconds(300));
    now = now.plusSeconds(60);

    assertEquals(
        1,
        account.whole().stream()
            .filter(each -> each.matches("Dropbox asks to wait until \\d\\d:05:00"))
            .count(),
        whole());
    now = now.plusSeconds(241);
    assertFalse(whole().contains("asks to wait"), whole());
  }

  @Test
  void aFileThatIsTriedAgainCountsFromWhereItGoesOn() {
    announced();
    account.begun(BB, 0);
    pass(BB, 10, 50);
    account.begun(BB, 200 * MIB);

    assertEquals(List.of(new Account.UnderWay(BB, 200 * MIB, 50 * MIB)), account.underWay());
    assertEquals("200 MiB of 1.0 GiB, 19%", account.whole().get(0));
  }

  @Test
  void whatWasSkippedCountsAsDoneAndAFailureOncePerSet() {
    announced();
    account.done(IM);
    account.begun(BB, 0);
    account.failed(BB);
    account.failed(new Item(Work.SEND, "Hope BB", "Hope_BB_1f.tar", 1));
    account.done(Item.fault("Hope"));

    assertEquals(
        "24.0 MiB of 1.0 GiB, 2%, 0 B/s, 0s elapsed, 1 of 1 fault, 1 of 2 files, 1 error", whole());
    assertEquals(List.of(), account.underWay());
  }

  /** Extraction goes on beside it, and ends when it pleases. */
  @Test
  void aDownloadIsAsFarAsItsBytesHaveCome() {
    Item coming = new Item(Work.FETCH, "Hope BB", "Hope/Hope_BB.tar", 100 * MIB);
    Item extracting = new Item(Work.EXTRACT, "Hope BB", "Hope/Hope_BB.tar", 100 * MIB);
    account.expect(Work.FETCH, 1, 100 * MIB);
    account.expect(Work.EXTRACT, 0, 0);
    account.begun(coming, 0);
    pass(coming, 10, 10);
    account.done(coming);
    account.begun(extracting, 0);
    account.passed(extracting, MIB);

    assertEquals("100 MiB of 100 MiB, 100%, 10s elapsed, 1 of 1 file, no errors", whole());
    assertEquals(extracting, account.underWay().get(0).item());
  }

  @Test
  void whatHasNoBytesIsToldByItsNumber() {
    account.expect(Work.FAULT, 40, 0);
    now = now.plusSeconds(20);
    for (int i = 0; i < 10; i++) {
      account.done(Item.fault("F" + i));
    }
    account.failed(Item.set("F3 BB"));

    assertEquals("20s elapsed, 1m left, 10 of 40 faults, 1 error", whole());
  }

  @Test
  void timesHaveTheirTwoLargestUnits() {
    assertEquals(
        List.of("0s", "59s", "1m", "9m59s", "10m", "1h41m", "1d0h", "21d3h"),
        List.of(0, 59, 60, 599, 601, 6_089, 86_400, 1_826_000).stream()
            .map(seconds -> Account.duration(seconds))
            .toList());
  }

  @Test
  void aLookAtVersionsIsToldByTheFilesThatWereListed() {
    Item version = new Item(Work.VERSION, "v22p12", "v22p12", 0);
    Item listing = new Item(Work.LIST, "v22p12", "v22p12", Long.MAX_VALUE);
    account.expect(Work.VERSION, 2, 0);
    account.begun(version, 0);
    account.begun(listing, 0);
    now = now.plusSeconds(2);
    account.passed(listing, 2000);
    assertEquals("2s elapsed, 0 of 2 versions, 2000 files listed, no errors", whole());
    assertFalse(account.isToldAlone(version));

    account.passed(listing, 1);
    account.done(listing);
    account.done(version);
    assertEquals("2s elapsed, 1 of 2 versions, 2001 files listed, no errors", whole());
  }
}
