package org.quakecore.cssync.remote.rclone.answer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.quakecore.cssync.catalogue.SyncException.Kind;

/** The texts are those rclone and its Dropbox backend were seen to write. */
class DiagnosisTest {
  private static Answer<String> failed(int exitCode, String... messages) {
    return new Answer<>(
        List.of("rclone", "copy", "--", "/a", "dropbox:v"),
        exitCode,
        false,
        List.of(messages),
        Optional.empty(),
        "");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          1 | TOKEN | false | error listing: expired_access_token/...
          1 | TOKEN | false | Failed to copy: invalid_access_token/.
          1 | TOKEN | false | couldn't fetch token: oauth2: cannot fetch token: 400 Bad Request
          7 | TOKEN | false | Failed to create file system: empty token found - please run "rclone config reconnect dropbox:"
          1 | TOKEN | false | Post "https://api.dropboxapi.com/2/files/list_folder": token expired and there's no refresh token
          1 | TOKEN | false | Propfind "https://h/": 401 Unauthorized
          1 | REMOTE | false | Failed to create file system for "nosuch:x": didn't find section in config file
          1 | USAGE | false | Fatal error: unknown flag: --bogus
          1 | RCLONE_MISSING | false | Failed to load filters: open /tmp/.names.wlg01-4711-1795339239-1f0c9b2e: no such file or directory
          7 | QUOTA_FULL | false | x: Failed to copy: upload failed: path/insufficient_space/..
          1 | QUOTA_FULL | false | x: Failed to copy: write /r/x: no space left on device
          1 | DATA | false | x: Failed to copy: upload failed: restricted_content/.
          1 | DATA | false | x: Failed to copy: upload failed: path/conflict/file/..
          1 | DATA | false | x: Failed to copy: path/malformed_path/
          1 | DATA | false | x: can't copy - source file is being updated (size changed from 1 to 2)
          1 | DATA | false | x: corrupted on transfer: dropbox hash differ
          1 | DATA | false | x: Post request rcat error: upload failed: lookup_failed/not_found/...
          1 | DATA | false | x: Failed to copy: failed to open source object: open /a/x: permission denied
          4 | DATA | false | whatever
          2 | PROCESSES | false | runtime: failed to create new OS thread (have 5 already; errno=11)
          2 | PROCESSES | false | fatal error: newosproc
          2 | PROCESSES | false | guard: 4: Cannot fork
          254 | PROCESSES | false | bash: fork: retry: Resource temporarily unavailable
          1 | REMOTE | true | 503: the service is temporarily unavailable
          1 | REMOTE | true | dial tcp 127.0.0.1:1: connect: connection refused
          1 | REMOTE | true | dial tcp: lookup api.dropboxapi.com: no such host
          1 | REMOTE | true | too_many_write_operations/...
          5 | REMOTE | true | whatever
          1 | REMOTE | false | something nobody has seen
          2 | REMOTE | false | whatever
          1 | REMOTE | false | 401 files were listed
          """)
  void theTextDecidesWhatAFailureMeans(int exitCode, Kind kind, boolean retryable, String text) {
    Diagnosis diagnosis = Diagnosis.of(failed(exitCode, text), true, "dropbox:");
    assertEquals(kind, diagnosis.kind());
    assertEquals(retryable, diagnosis.retryable());
  }

  @Test
  void aTokenThatCannotBeSavedSaysNothingOfAFullDisk() {
    Answer<String> answer =
        failed(
            1,
            "Failed to save config after 10 tries: failed to create temp file for new config: open"
                + " /home/me/.config/rclone/rclone.conf1: no space left on device",
            "x: Failed to copy: upload failed: restricted_content/.");
    assertEquals(Kind.DATA, Diagnosis.of(answer, false, "dropbox:").kind());
  }

  @Test
  void aKilledRcloneIsTriedAgainAndItsSignalIsExplained() {
    Answer<String> answer = failed(137, "x: Failed to copy: restricted_content/");
    Diagnosis diagnosis = Diagnosis.of(answer, true, "dropbox:");
    assertEquals(Kind.REMOTE, diagnosis.kind());
    assertTrue(diagnosis.mayPass());
    String message = diagnosis.exception(answer).getMessage();
    assertTrue(message.contains(": was killed by signal 9: "), message);
    assertTrue(message.contains("want of memory"), message);
  }

  @Test
  void aDeadNetworkOutweighsOneBadFile() {
    Answer<String> answer =
        failed(1, "a: restricted_content/", "b: dial tcp 1.2.3.4:443: i/o timeout");
    assertEquals(Kind.REMOTE, Diagnosis.of(answer, true, "dropbox:").kind());
  }

  @Test
  void theMessageGivesTheLastWordsOnceAndNoSecret() {
    Answer<String> answer =
        failed(
            1,
            "Config file \"/home/u/.config/rclone/rclone.conf\" not found - using defaults",
            "x: Failed: :webdav,url=https://h/,pass=hunter2:v",
            "Attempt 1/3 failed with 1 errors and: x",
            "x: Failed: :webdav,url=https://h/,pass=hunter2:v");
    String message = Diagnosis.of(answer, true, "dropbox:").exception(answer).getMessage();
    assertEquals(
        "rclone copy -- /a dropbox:v: failed with exit code 1:"
            + " x: Failed: :webdav,url=https://h/,pass=***:v",
        message);
  }

  @Test
  void aMessageStaysReadableHoweverMuchWasSaid() {
    Answer<String> answer = failed(1, "a".repeat(5000), "b".repeat(5000));
    String message = Diagnosis.of(answer, true, "dropbox:").exception(answer).getMessage();
    assertTrue(message.length() < 2000, () -> "" + message.length());
  }

  @Test
  void secretsAreMaskedWhereverTheyStand() {
    for (String text :
        List.of(
            ":dropbox,token=\"{\"\"access_token\"\":\"\"hunter2\"\"}\":x",
            "--webdav-pass hunter2",
            "--drive-client-secret=hunter2",
            "{\"access_token\":\"hunter2\",\"refresh_token\":\"hunter2\"}",
            "Authorization: Bearer hunter2hunter2",
            "https://user:hunter2@host/path",
            ":s3,secret_access_key='hunter2',region=x:b")) {
      assertFalse(Secrets.masked(text).contains("hunter2"), Secrets.masked(text));
    }
    String harmless = "couldn't fetch token: oauth2: cannot fetch";
    assertEquals(harmless, Secrets.masked(harmless));
  }

  @Test
  void maskingALongLineDoesNotTakeForEver() {
    String line = "key".repeat(100_000);
    assertEquals(line, Secrets.masked(line));
    assertTrue(Secrets.masked("token=" + line).length() < 20);
  }

  @Test
  void theRemotesNameIsWhatReconnectTakes() {
    assertEquals("dropbox:", Diagnosis.nameOf("dropbox:Cybershake/a:b"));
    assertEquals("REMOTE:", Diagnosis.nameOf("/some/path:x"));
    assertEquals("REMOTE:", Diagnosis.nameOf(":webdav,url=x:y"));
  }
}
