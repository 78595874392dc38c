package org.quakecore.cssync.doctor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributeView;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.catalogue.CsVersion;
import org.quakecore.cssync.catalogue.SyncException;
import org.quakecore.cssync.catalogue.SyncException.Kind;
import org.quakecore.cssync.inventory.FaultLock;
import org.quakecore.cssync.remote.rclone.Installation;
import org.quakecore.cssync.testing.FakeRemote;
import org.quakecore.cssync.testing.Said;
import org.quakecore.cssync.testing.Script;
import org.quakecore.cssync.transfer.LockHolder;

class DoctorTest {
  private static final long ENOUGH_MEMORY = 256L << 20;

  @TempDir Path folder;
  private final Instant now = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private final FakeRemote remote = new FakeRemote();
  private Machine machine = new Machine("17.0.9", ENOUGH_MEMORY, "UTF-8", InstantSource.fixed(now));
  private Archive.Reach reach =
      told -> {
        told.accept("dropbox:Cybershake is Dropbox, spoken to directly");
        return remote;
      };
  private Path rclone;
  private Optional<CsVersion> version = Optional.of(new CsVersion("v22p12"));
  private Optional<Path> csRoot = Optional.empty();
  private Optional<Path> patterns = Optional.empty();
  private Said said = new Said();

  @BeforeEach
  void beWell() throws IOException {
    rclone = rclone("v1.66.0", "[dropbox]\ntype = dropbox\n");
    remote.put("v22p12/list.txt", "Hope 3r\n");
  }

  /** One of this version, with this configuration. */
  private Path rclone(String named, String configuration) throws IOException {
    Path file = Files.writeString(folder.resolve("rclone.conf"), configuration);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    Path program = folder.resolve("rclone");
    Script.write(
        program,
        "#!/bin/sh\ncase $1 in\nversion) echo rclone "
            + named
            + ";;\nconfig) echo Configuration file is stored at:; echo "
            + file
            + ";;\nesac\n");
    return program;
  }

  private boolean isWell() throws SyncException {
    said = new Said();
    return new Doctor(
            new Doctor.Options(
                version,
                csRoot,
                Duration.ofDays(90),
                folder.resolve("tmp"),
                folder.resolve("down"),
                patterns),
            machine,
            new Installation(rclone.toString()),
            reach,
            said)
        .run()
        .complete();
  }

  private Map<String, byte[]> filesHere() throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path each : all.filter(Files::isRegularFile).toList()) {
        files.put(each.toString(), Files.readAllBytes(each));
      }
    }
    return files;
  }

  @Test
  void whereAllIsWellEachThingSaysSoOnALineAndNothingIsChanged() throws Exception {
    remote.setClockAhead(Duration.ofSeconds(1));
    List<String> files = List.copyOf(filesHere().keySet());
    assertTrue(isWell(), said.text());
    assertEquals(
        List.of(
            "Java",
            "locale",
            "rclone",
            "configuration",
            "remote",
            "quota",
            "version",
            "clock",
            "scratch",
            "locks",
            "patterns"),
        said.conclusion().sets().stream().map(each -> each.name()).toList());
    assertTrue(said.hasLine("ok       rclone         v1.66.0, " + rclone), said.text());
    assertTrue(
        said.hasLine("ok       remote", "spoken to directly; versions: v22p12"), said.text());
    assertTrue(said.hasLine("clock", "as the server says"), said.text());
    assertTrue(said.hasLine("   Errors: 0"), said.text());
    assertEquals(files, List.copyOf(filesHere().keySet()));
    assertEquals(List.of("v22p12/list.txt"), remote.paths());
  }

  @Test
  void withoutRcloneEverythingElseIsLookedAtAllTheSame() throws Exception {
    rclone = folder.resolve("nothing");
    reach =
        told -> {
          throw new SyncException(Kind.RCLONE_MISSING, "rclone cannot be started");
        };
    assertFalse(isWell());
    assertTrue(said.hasLine("error    rclone", "cannot be started"), said.text());
    assertTrue(said.hasLine("error    remote", "not to be seen without rclone"), said.text());
    assertTrue(said.hasLine("-> mend that first"), said.text());
    assertTrue(said.hasLine("ok       Java"), said.text());
    assertTrue(said.hasLine("patterns"), said.text());
    assertEquals(3, said.conclusion().errors());
  }

  @Test
  void anOldRcloneIsAnErrorAndOneWithKnownFaultsAWarningWithItsRemedy() throws Exception {
    rclone = rclone("v1.54.1", "");
    assertFalse(isWell());
    assertTrue(said.hasLine("error    rclone", "v1.54.1", "v1.56"), said.text());
    rclone = rclone("v1.60.1-DEV", "");
    assertTrue(isWell(), said.text());
    assertTrue(said.hasLine("warning  rclone", "v1.60.1-DEV", "hang"), said.text());
    assertTrue(said.hasLine("-> use 1.63 or newer"), said.text());
  }

  @Test
  void aConfigurationThatOthersMayReadIsAWarningUnlessItIsEncrypted() throws Exception {
    Path file = folder.resolve("rclone.conf");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  configuration", "not encrypted"), said.text());
    assertTrue(said.hasLine("-> chmod 600 " + file), said.text());
    Files.writeString(file, "# Encrypted rclone configuration File\n\nRCLONE_ENCRYPT_V0:\nabc\n");
    assertTrue(isWell());
    assertTrue(said.hasLine("ok       configuration", ", encrypted"), said.text());
    Files.delete(file);
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  configuration", "is not there"), said.text());
  }

  @Test
  void aRemoteThatIsNotReachedIsAnErrorInItsOwnWords() throws Exception {
    reach =
        told -> {
          throw new SyncException(Kind.REMOTE, "api.dropboxapi.com cannot be reached: no route");
        };
    assertFalse(isWell());
    assertTrue(said.hasLine("error    remote", "no route"), said.text());
    assertTrue(said.hasLine("-> try curl", "HTTPS_PROXY"), said.text());
    assertFalse(said.hasLine("quota"), said.text());
    assertTrue(said.hasLine("ok       clock", "nobody was asked"), said.text());
  }

  @Test
  void aRootThatIsNotThereAndAVersionThatIsNotThereAreTold() throws Exception {
    version = Optional.of(new CsVersion("v99p1"));
    assertTrue(isWell(), said.text());
    assertTrue(said.hasLine("warning  version", "v99p1 is not there"), said.text());
    reach = told -> new FakeRemote().withoutRoot();
    assertFalse(isWell());
    assertTrue(said.hasLine("error    remote", "there is no such folder"), said.text());
  }

  @Test
  void aFullRemoteIsAnErrorAndOneThatIsNearlyFullAWarning() throws Exception {
    remote.setCapacity(8);
    assertFalse(isWell());
    assertTrue(said.hasLine("error    quota", "nothing more fits"), said.text());
    remote.setCapacity(1 << 20);
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  quota"), said.text());
  }

  @Test
  void aClockThatGoesWrongIsAWarning() throws Exception {
    remote.setClockAhead(Duration.ofMinutes(-12));
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  clock", "12 min 0 s ahead of the server"), said.text());
    remote.setClockAhead(Duration.ofMinutes(12));
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  clock", "12 min 0 s behind the server"), said.text());
  }

  @Test
  void locksOnTheRemoteAreToldOnceARunWithWhoAndSinceWhen() throws Exception {
    LockHolder other = new LockHolder("wlg02", 4711, Instant.EPOCH, "t");
    String content = other.content(3) + "user baes\n";
    for (String fault : List.of("Hope", "Kelly", "Wairau")) {
      remote.put(
          "v22p12/_lock/" + FaultLock.nameOf(fault, "0123456789ab"),
          content.getBytes(UTF_8),
          now.minusSeconds(60));
    }
    remote.put(
        "v22p12/_lock/Ohariu.ba9876543210", new byte[3], now.minus(FaultLock.LIFE.plusMinutes(1)));
    assertTrue(isWell());
    assertTrue(
        said.hasLine(
            "warning  locks",
            "Hope and 2 other faults locked by process 4711 on wlg02, started"
                + " 1970-01-01T00:00:00Z (baes), last heard of at "
                + now.minusSeconds(60)),
        said.text());
    assertTrue(said.hasLine("ok       locks", "Ohariu locked by nobody", "is dead"), said.text());
  }

  @Test
  void halvesOfReplacementsAreTold() throws Exception {
    remote.put("v22p12/_incoming/Hope_BB/Hope_BB.tar", "half");
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  version", "_incoming/Hope_BB"), said.text());
    assertTrue(said.hasLine("-> unless that run still works"), said.text());
  }

  @Test
  void locksHereAreToldAsAtWorkOrDead() throws Exception {
    Path work = Files.createDirectories(folder.resolve("tmp/v22p12"));
    Path lock = work.resolve("upload.lock");
    Files.writeString(lock, LockHolder.self().content(1));
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  locks", lock.toString(), "is at work"), said.text());
    LockHolder dead = LockHolder.self();
    Files.writeString(lock, new LockHolder(dead.host(), 1 << 30, now, "t").content(1));
    assertTrue(isWell());
    assertTrue(said.hasLine("ok       locks", lock.toString(), "has died"), said.text());
    Files.writeString(lock, new LockHolder("elsewhere", 1, now, "t").content(1));
    Files.setLastModifiedTime(lock, FileTime.from(now.minusSeconds(61)));
    version = Optional.empty();
    assertTrue(isWell());
    assertTrue(said.hasLine("ok       locks", "process 1 on elsewhere", "has died"), said.text());
  }

  @Test
  void aTemporaryFolderThatCannotBeWrittenIsAnError() throws Exception {
    Files.writeString(folder.resolve("tmp"), "no folder");
    assertFalse(isWell());
    assertTrue(said.hasLine("error    scratch", "cannot be written"), said.text());
    assertTrue(said.hasLine("-> give another --tmp_dir"), said.text());
  }

  @Test
  void theMachineIsJudgedByItsMemoryAndItsLocale() throws Exception {
    machine = new Machine("17", 64L << 20, "ANSI_X3.4-1968", InstantSource.fixed(now));
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  Java", "may use 64.0 MiB"), said.text());
    assertTrue(said.hasLine("warning  locale", "ANSI_X3.4-1968"), said.text());
  }

  @Test
  void patternsThatAreEditedAreNamedAndBrokenOnesAnError() throws Exception {
    Path file = folder.resolve("mine.yaml");
    Files.writeString(
        file, "BB:\n  where: \"Runs/{fault_name}\"\n  pattern:\n    - \"*/BB.bin\"\n");
    patterns = Optional.of(file);
    assertTrue(isWell());
    assertTrue(said.hasLine("ok       patterns", file + ", edited"), said.text());
    Files.writeString(file, "BB: [\n");
    assertFalse(isWell());
    assertTrue(said.hasLine("error    patterns", file.toString()), said.text());
  }

  @Test
  void whatAPurgeTakesNextIsToldFaultByFault() throws Exception {
    csRoot = Optional.of(folder.resolve("v22p12"));
    put("Runs/Hope/Hope_REL01/BB/Acc/BB.bin", 85);
    put("Runs/Kelly/Kelly_REL01/BB/Acc/BB.bin", 95);
    put("Data/Sources/Kelly/Srf/Kelly.info", 10);
    put("Data/VMs/Wairau/nzvm.cfg", 3);
    assertTrue(isWell(), said.text());
    List<String> purge =
        said.lines().stream().filter(line -> line.startsWith("warning  purge ")).toList();
    assertEquals(3, purge.size(), said.text());
    assertTrue(
        purge
            .get(0)
            .startsWith("warning  purge          after 90 days: 2 files, 10 B, of 2 faults by "),
        purge.get(0));
    assertTrue(purge.get(0).endsWith("; overdue already: 1 file, 5 B"), purge.get(0));
    assertTrue(
        purge.get(1).contains("Kelly, since ")
            && purge.get(1).contains(", 5 days ago: 1 file, 5 B, overdue; 1 file of 2, 5 B, by "),
        purge.get(1));
    assertTrue(
        purge.get(2).contains("Hope, from ")
            && purge.get(2).contains(", in 5 days: 1 file of 1, 5 B, by "),
        purge.get(2));
  }

  @Test
  void aRunThatWasReadLatelyHasNothingToFearAndOneWithoutFilesIsNamed() throws Exception {
    csRoot = Optional.of(folder.resolve("v22p12"));
    put("Data/VMs/Wairau/nzvm.cfg", 30);
    assertTrue(isWell());
    assertTrue(said.hasLine("ok       purge", "first Wairau", "in 60 days"), said.text());
    csRoot = Optional.of(Files.createDirectory(folder.resolve("empty")));
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  purge", "has no files"), said.text());
    csRoot = Optional.of(folder.resolve("nowhere"));
    assertFalse(isWell());
    assertTrue(said.hasLine("error    purge", "nowhere"), said.text());
  }

  /** With five bytes, last read so many days ago. */
  private void put(String path, int days) throws IOException {
    Path file = folder.resolve("v22p12").resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, "bytes");
    FileTime read = FileTime.from(now.minus(Duration.ofDays(days)));
    Files.getFileAttributeView(file, BasicFileAttributeView.class).setTimes(null, read, null);
  }

  @Test
  void inAWindowTheWordsAreWrappedAndElsewhereTheyAreNot() throws Exception {
    rclone = rclone("v1.60.1", "");
    assertTrue(isWell());
    assertTrue(said.hasLine("warning  rclone", "rclone typed by hand does not"));
    said = new Said().in(60);
    new Doctor(
            new Doctor.Options(
                version,
                csRoot,
                Duration.ofDays(90),
                folder.resolve("t"),
                folder.resolve("d"),
                patterns),
            machine,
            new Installation(rclone.toString()),
            reach,
            said)
        .run();
    assertFalse(said.hasLine("warning  rclone", "rclone typed by hand does not"), said.text());
    List<String> wide =
        said.lines().stream()
            .filter(line -> line.length() > 60 && line.strip().contains(" "))
            .filter(line -> line.substring(24).contains(" "))
            .toList();
    assertEquals(List.of(), wide);
  }

  @Test
  void whoeverStopsItIsObeyed() throws Exception {
    Thread.currentThread().interrupt();
    assertEquals(Kind.INTERRUPTED, assertThrows(SyncException.class, this::isWell).kind());
    assertTrue(Thread.interrupted());
  }
}
