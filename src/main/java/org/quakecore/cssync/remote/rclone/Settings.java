package org.quakecore.cssync.remote.rclone;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Which of the user's settings for rclone hold: those that say where a remote is, how it is
 * reached, and how fast. A setting that filters would make absent what is there, one like {@code
 * RCLONE_DRY_RUN} would leave undone what was asked, and one like {@code RCLONE_LOG_FILE} would
 * hide what is read here.
 *
 * <p>What is not known to be harmless does not hold: to go without a setting costs time at most, or
 * the remote is not reached, and is told; to go by one that hides costs files.
 */
public final class Settings {
  private static final Logger LOG = LoggerFactory.getLogger(Settings.class);
  private static final String PREFIX = "RCLONE_";

  /** Global flags, as variables spell them, that change nothing of what is seen and done. */
  private static final Set<String> HARMLESS =
      Set.of(
          // How the configuration is read.
          "ASK_PASSWORD",
          "AUTO_CONFIRM",
          "CACHE_DIR",
          "CONFIG",
          "CONFIG_DIR",
          "CONFIG_PASS",
          "PASSWORD_COMMAND",
          "TEMP_DIR",
          // How the network is reached.
          "BIND",
          "CA_CERT",
          "CLIENT_CERT",
          "CLIENT_KEY",
          "CLIENT_PASS",
          "CONTIMEOUT",
          "DISABLE_HTTP2",
          "DISABLE_HTTP_KEEP_ALIVES",
          "DSCP",
          "EXPECT_CONTINUE_TIMEOUT",
          "HEADER",
          "HEADER_DOWNLOAD",
          "HEADER_UPLOAD",
          "HTTP_PROXY",
          "NO_CHECK_CERTIFICATE",
          "NO_GZIP_ENCODING",
          "TIMEOUT",
          "USER_AGENT",
          "USE_COOKIES",
          // How fast, in which order, by how many and how often.
          "BUFFER_SIZE",
          "BWLIMIT",
          "BWLIMIT_FILE",
          "CHECKERS",
          "CHECK_FIRST",
          "DISABLE",
          "FAST_LIST",
          "FS_CACHE_EXPIRE_DURATION",
          "FS_CACHE_EXPIRE_INTERVAL",
          "INPLACE",
          "KV_LOCK_TIME",
          "LIST_CUTOFF",
          "LOW_LEVEL_RETRIES",
          "MAX_BACKLOG",
          "MAX_BUFFER_MEMORY",
          "MAX_CONNECTIONS",
          "MAX_STATS_GROUPS",
          "MULTI_THREAD_CHUNK_SIZE",
          "MULTI_THREAD_CUTOFF",
          "MULTI_THREAD_STREAMS",
          "MULTI_THREAD_WRITE_BUFFER_SIZE",
          "NO_CHECK_DEST",
          "NO_CONSOLE",
          "NO_TRAVERSE",
          "NO_UPDATE_DIR_MODTIME",
          "NO_UPDATE_MODTIME",
          "ORDER_BY",
          "PARTIAL_SUFFIX",
          "RETRIES",
          "RETRIES_SLEEP",
          "SERVER_SIDE_ACROSS_CONFIGS",
          "STREAMING_UPLOAD_CUTOFF",
          "TPSLIMIT",
          "TPSLIMIT_BURST",
          "TRANSFERS",
          "USE_MMAP",
          // What all calls are given anyway.
          "COPY_LINKS",
          "IGNORE_CHECKSUM",
          "IGNORE_TIMES",
          "USE_JSON_LOG",
          "VERBOSE");

  /** Their options say where a remote is and how it is reached, as the configuration does. */
  private static final Pattern BACKEND =
      Pattern.compile(
          "(ACD|ALIAS|ARCHIVE|AZUREBLOB|AZUREFILES|B2|BOX|CACHE|CHUNKER|CLOUDINARY|COMBINE|COMPRESS"
              + "|CONFIG|CRYPT|DOI|DRIVE|DRIME|DROPBOX|FICHIER|FILEFABRIC|FILELU|FILEN|FILESCOM|FTP"
              + "|GCS|GOFILE|GPHOTOS|HASHER|HDFS|HIDRIVE|HTTP|ICLOUDDRIVE|IMAGEKIT|INTERNETARCHIVE"
              + "|INTERNXT|JOTTACLOUD|KOOFR|LINKBOX|LOCAL|MAILRU|MEGA|MEMORY|NETSTORAGE|ONEDRIVE|OOS"
              + "|OPENDRIVE|PCLOUD|PIKPAK|PIXELDRAIN|PREMIUMIZEME|PROTONDRIVE|PUTIO|QINGSTOR|QUATRIX"
              + "|S3|SEAFILE|SFTP|SHADE|SHAREFILE|SIA|SMB|STORJ|SUGARSYNC|SWIFT|TARDIGRADE|ULOZTO"
              + "|UNION|UPTOBOX|WEBDAV|YANDEX|ZOHO)_.+");

  /** But for those of them that leave out, or show, some of what lies in one place. */
  private static final Pattern FILTERS_OF_A_BACKEND =
      Pattern.compile(
          "LOCAL_(LINKS|SKIP_LINKS|ONE_FILE_SYSTEM|UNICODE_NORMALIZATION)|DROPBOX_SHARED_FILES"
              + "|(?!CONFIG_).*_(SKIP_\\w+|VERSIONS|VERSION_AT|VERSION_DELETED|TRASHED_ONLY"
              + "|STARRED_ONLY)");

  /** Flags of one letter that are as harmless: many words, and what all calls are given anyway. */
  private static final Pattern HARMLESS_LETTERS = Pattern.compile("-([vLI]+)");

  private Settings() {}

  /** The names of those variables that rclone would read and is not given, sorted. */
  public static List<String> dropped(Map<String, String> environment) {
    return environment.keySet().stream()
        .filter(name -> name.startsWith(PREFIX))
        .filter(name -> !isHarmless(name.substring(PREFIX.length())))
        .sorted()
        .toList();
  }

  /** Takes them out of what rclone is to inherit. */
  public static void drop(Map<String, String> inherited) {
    dropped(inherited).forEach(inherited::remove);
  }

  /** Tells the user of the variables of this environment that do not hold. */
  public static void warn(Map<String, String> environment) {
    told(environment).ifPresent(LOG::warn);
  }

  /** Says of the variables of this environment which do not hold, where there are such. */
  public static Optional<String> told(Map<String, String> environment) {
    List<String> dropped = dropped(environment);
    return dropped.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(", ", dropped)
                + ": not handed to rclone, for only settings that are known to change nothing of"
                + " what is seen and done hold here (RCLONE_CONFIG, RCLONE_BWLIMIT and the like)");
  }

  /** The first of the arguments meant for rclone's transfers that is not known to be harmless. */
  public static Optional<String> refused(List<String> arguments) {
    return arguments.stream()
        .filter(argument -> argument.startsWith("-"))
        .filter(argument -> !HARMLESS_LETTERS.matcher(argument).matches())
        .filter(argument -> !isHarmlessFlag(argument))
        .findFirst();
  }

  private static boolean isHarmlessFlag(String argument) {
    if (!argument.startsWith("--")) {
      return false;
    }
    int end = argument.indexOf('=');
    String name = argument.substring(2, end < 0 ? argument.length() : end);
    return isHarmless(name.replace('-', '_').toUpperCase(Locale.ROOT));
  }

  private static boolean isHarmless(String name) {
    return HARMLESS.contains(name)
        || (BACKEND.matcher(name).matches() && !FILTERS_OF_A_BACKEND.matcher(name).matches());
  }
}
