package org.quakecore.cssync.doctor;

import java.time.InstantSource;
import java.util.List;
import org.quakecore.cssync.transfer.ByteCount;

/**
 * The Java that runs this, and what it was given.
 *
 * @param java its version and who made it
 * @param mostMemory that it may use, in bytes
 * @param namesOfFiles the encoding it takes from the locale for them
 * @param clock of this machine
 */
public record Machine(String java, long mostMemory, String namesOfFiles, InstantSource clock) {
  /** Less is soon used up by versions of thousands of sets. */
  private static final long ENOUGH_MEMORY = 128L << 20;

  public static Machine here() {
    return new Machine(
        System.getProperty("java.version")
            + " ("
            + System.getProperty("java.vendor")
            + "), "
            + System.getProperty("java.home"),
        Runtime.getRuntime().maxMemory(),
        System.getProperty("sun.jnu.encoding", "unknown"),
        InstantSource.system());
  }

  List<Finding> look() {
    String words = java + ", may use " + ByteCount.human(mostMemory);
    return List.of(
        mostMemory < ENOUGH_MEMORY
            ? Finding.warning(
                "Java", words, "let it have more, like export CS_SYNC_JAVA_OPTS=-Xmx256m")
            : Finding.ok("Java", words),
        namesOfFiles.equalsIgnoreCase("UTF-8")
            ? Finding.ok("locale", "names of files are UTF-8")
            : Finding.warning(
                "locale",
                "names of files are taken for "
                    + namesOfFiles
                    + ": one that is not plain ASCII ends a run",
                "export LC_ALL=C.UTF-8, or another of those that locale -a tells with UTF-8"));
  }
}
