package org.quakecore.cssync.remote.rclone;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.quakecore.cssync.remote.StoredFile;
import org.quakecore.cssync.remote.rclone.answer.Listing;
import org.quakecore.cssync.remote.rclone.process.StallWatch;
import org.quakecore.cssync.remote.rclone.process.Subprocess;

class SettingsTest {
  @TempDir Path folder;

  @ParameterizedTest
  @ValueSource(
      strings = {
        "MAX_DEPTH",
        "MAX_AGE",
        "MIN_AGE",
        "MAX_SIZE",
        "MIN_SIZE",
        "EXCLUDE",
        "EXCLUDE_FROM",
        "EXCLUDE_IF_PRESENT",
        "INCLUDE",
        "INCLUDE_FROM",
        "FILTER",
        "FILTER_FROM",
        "FILES_FROM",
        "FILES_FROM_RAW",
        "HASH_FILTER",
        "METADATA_EXCLUDE",
        "IGNORE_CASE",
        "DELETE_EXCLUDED",
        "DRY_RUN",
        "INTERACTIVE",
        "IGNORE_EXISTING",
        "IMMUTABLE",
        "UPDATE",
        "SIZE_ONLY",
        "CHECKSUM",
        "IGNORE_SIZE",
        "BACKUP_DIR",
        "SUFFIX",
        "COMPARE_DEST",
        "COPY_DEST",
        "NAME_TRANSFORM",
        "MAX_TRANSFER",
        "MAX_DURATION",
        "CUTOFF_MODE",
        "MAX_DELETE",
        "ERROR_ON_NO_TRANSFER",
        "USE_SERVER_MODTIME",
        "METADATA_SET",
        "RC",
        "RC_ADDR",
        "RC_NO_AUTH",
        "METRICS_ADDR",
        "LINKS",
        "SKIP_LINKS",
        "ONE_FILE_SYSTEM",
        "LOCAL_SKIP_LINKS",
        "LOCAL_ONE_FILE_SYSTEM",
        "DRIVE_TRASHED_ONLY",
        "S3_VERSION_AT",
        "B2_VERSIONS",
        "DROPBOX_SHARED_FILES",
        "LOG_FILE",
        "LOG_LEVEL",
        "LOG_FORMAT",
        "QUIET",
        "PROGRESS",
        "STATS_ONE_LINE",
        "DUMP",
        "SYSLOG",
        "DISCARD",
        "HEAD",
        "OFFSET",
        "COUNT",
        "DIRS_ONLY",
        "SIZE",
        "DOWNLOAD",
        "JSON",
        "SOMETHING_NEW"
      })
  void whatHidesOrChangesWhatIsThereIsKeptFromRclone(String name) {
    Map<String, String> environment = new HashMap<>(Map.of("RCLONE_" + name, "1", "HOME", "/h"));
    assertEquals(List.of("RCLONE_" + name), Settings.dropped(environment));
    Settings.drop(environment);
    assertEquals(Map.of("HOME", "/h"), environment);
    String flag = "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
    assertEquals(Optional.of(flag), Settings.refused(List.of("--bwlimit", "5M", flag, "x")));
    assertEquals(Optional.of(flag + "=1"), Settings.refused(List.of(flag + "=1")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "CONFIG",
        "CONFIG_PASS",
        "CONFIG_DROPBOX_TYPE",
        "CONFIG_ARCHIVE_SKIP_LINKS",
        "PASSWORD_COMMAND",
        "BWLIMIT",
        "BWLIMIT_FILE",
        "TPSLIMIT",
        "TPSLIMIT_BURST",
        "TRANSFERS",
        "CHECKERS",
        "BUFFER_SIZE",
        "TIMEOUT",
        "CONTIMEOUT",
        "CA_CERT",
        "NO_CHECK_CERTIFICATE",
        "BIND",
        "USER_AGENT",
        "LOW_LEVEL_RETRIES",
        "RETRIES",
        "DISABLE_HTTP2",
        "DISABLE",
        "DROPBOX_CHUNK_SIZE",
        "DROPBOX_BATCH_MODE",
        "DROPBOX_CLIENT_ID",
        "LOCAL_NO_CHECK_UPDATED",
        "SFTP_KEY_FILE",
        "CACHE_DIR",
        "FAST_LIST",
        "ORDER_BY",
        "VERBOSE",
        "HTTP_PROXY",
        "TEMP_DIR"
      })
  void whatSaysWhereARemoteIsAndHowFastHolds(String name) {
    Map<String, String> environment = Map.of("RCLONE_" + name, "1");
    assertEquals(List.of(), Settings.dropped(environment));
    assertEquals(Optional.empty(), Settings.told(environment));
    String flag = "--" + name.toLowerCase(Locale.ROOT).replace('_', '-');
    assertEquals(Optional.empty(), Settings.refused(List.of(flag, "1")));
  }

  @ParameterizedTest
  @CsvSource({
    "-n,true",
    "-i,true",
    "-u,true",
    "-P,true",
    "-q,true",
    "-l,true",
    "-x,true",
    "-vn,true",
    "-,true",
    "-v,false",
    "-vv,false",
    "-L,false",
    "-I,false"
  })
  void flagsOfOneLetterAreJudgedAsTheLongOnes(String flag, boolean refused) {
    assertEquals(refused, Settings.refused(List.of(flag)).isPresent());
  }

  @Test
  void whatIsDroppedIsNamedInOneLine() {
    String told =
        Settings.told(Map.of("RCLONE_RC", "true", "RCLONE_MAX_AGE", "1d", "RCLONE_TIMEOUT", "9s"))
            .orElseThrow();
    assertTrue(told.startsWith("RCLONE_MAX_AGE, RCLONE_RC: not handed to rclone"), told);
  }

  /** One example of each way in which the real rclone would hide a file, or its own answer. */
  @ParameterizedTest
  @CsvSource({
    "MAX_DEPTH,1",
    "MAX_AGE,1s",
    "MIN_SIZE,1M",
    "EXCLUDE,*.tar",
    "FILTER,- *",
    "INCLUDE,*.csv",
    "FILES_FROM,/dev/null",
    "DRY_RUN,true",
    "RC,true",
    "DUMP,filters",
    "LOG_FILE,/dev/null",
    "DIRS_ONLY,true"
  })
  void nothingInTheEnvironmentHidesAFileFromAListing(String name, String value) throws Exception {
    Path file = Files.createDirectories(folder.resolve("v/F")).resolve("F_BB.tar");
    Files.writeString(file, "1");
    Files.setLastModifiedTime(file, FileTime.fromMillis(1_000_000));
    Subprocess.Ended<List<StoredFile>> ended =
        Subprocess.run(
            List.of("rclone", "lsjson", "-R", "--files-only", folder.toString()),
            false,
            inherited -> {
              inherited.put("RCLONE_" + name, value);
              Program.adjust(inherited, Map.of());
            },
            Listing::files,
            line -> {},
            new StallWatch(Duration.ofMinutes(1)));
    assertEquals(0, ended.exitCode());
    assertEquals("v/F/F_BB.tar", ended.output().orElseThrow().get(0).path());
  }
}
