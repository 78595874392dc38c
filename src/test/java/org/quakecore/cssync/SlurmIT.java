package org.quakecore.cssync;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.quakecore.cssync.testing.Jar;
import org.quakecore.cssync.testing.OneNodeSlurm;
import org.quakecore.cssync.testing.RunFolder;

/** scripts/slurm with a real Slurm: what becomes of a run that is cut into tasks, and of these. */
class SlurmIT {
  private static final int FAULTS = 40;
  private static final Path SCRIPTS = Path.of("scripts/slurm").toAbsolutePath();

  @TempDir private Path folder;
  private Path root;

  @Test
  void anArrayOfWhichTasksAreKilledQueuedAgainAndOutOfTimeMakesTheArchiveThatOneRunMakes()
      throws Exception {
    root = Files.createDirectories(folder.resolve("v22p12"));
    RunFolder run = RunFolder.at(root);
    for (int i = 1; i <= FAULTS; i++) {
      run.add(RunFolder.fault("Fault" + i, 1).sized(1000 * i, 90, 30));
    }
    Path submit = scripts();
    // Sockets have short names.
    Path place = Files.createTempDirectory("slurm");
    try (OneNodeSlurm slurm = OneNodeSlurm.start(place)) {
      String said = submitted(slurm, submit);
      List<String> jobs = numbers(said);
      String upload = jobs.get(1);
      slurm.await("task 5 sends", () -> Files.exists(folder.resolve("held.5")));
      slurm.await("task 6 sends", () -> Files.exists(folder.resolve("held.6")));
      kill(folder.resolve("pid.5"));
      slurm.run("scontrol", "requeue", upload + "_6");
      slurm.beginNow(upload + "_6");
      slurm.await("task 5 has failed", () -> slurm.state(upload + "_5").equals("FAILED"));
      slurm.run("scontrol", "requeue", upload + "_5");
      slurm.beginNow(upload + "_5");
      slurm.beginNow(upload + "_3");
      slurm.await(
          "the status ends", () -> slurm.state(jobs.get(2)).matches("COMPLETED|FAILED|CANCELLED"));

      String status = log(jobs.get(2) + "-status.log");
      assertEquals("COMPLETED", slurm.state(jobs.get(2)), status + logs());
      assertTrue(status.contains("Errors: 0"), status);
      String late = log(upload + "-upload-3.log");
      assertTrue(late.contains("time is up: ") && late.contains("---- queued again: "), late);
      assertTrue(late.contains("restart 1"), late);
      assertEquals(1, log(upload + "-upload-1.log").split("\n---- ", -1).length);
    } finally {
      delete(place);
    }

    Map<String, byte[]> byTasks = archive("remote");
    assertTrue(
        new Jar(root)
                .with("RCLONE_CONFIG_DROPBOX_TYPE", "alias")
                .with("RCLONE_CONFIG_DROPBOX_REMOTE", folder.resolve("single").toString())
                .run(
                    "upload",
                    "./",
                    "./files_to_sync.yaml",
                    "-t",
                    "BB",
                    "--tmp_dir",
                    "../single-tmp",
                    "--create_root")
                .code()
            == 0);
    Map<String, byte[]> byOne = archive("single");
    assertEquals(byOne.keySet(), byTasks.keySet());
    byOne.forEach(
        (name, bytes) -> {
          if (!name.contains("_manifest/")) {
            assertArrayEquals(bytes, byTasks.get(name), name);
          }
        });
  }

  /** The real ones, beside a program that is held up, or has no time, in some tasks at first. */
  private Path scripts() throws IOException {
    Path slurm = Files.createDirectories(folder.resolve("scripts/slurm"));
    for (String name : List.of("submit", "job")) {
      Files.copy(SCRIPTS.resolve(name), slurm.resolve(name));
    }
    script(
        folder.resolve("scripts/cs-dropbox-sync"),
        "export TASK=${SLURM_ARRAY_TASK_ID-} AGAIN=${SLURM_RESTART_COUNT-0}",
        "if [ \"$TASK$AGAIN\" = 30 ]; then set -- \"$@\" --until 1700000000; fi",
        "echo $$ >" + folder + "/pid.$TASK",
        "exec "
            + System.getProperty("java.home")
            + "/bin/java -Xmx256m -XX:+UseSerialGC"
            + " -XX:TieredStopAtLevel=1 -jar "
            + System.getProperty("cssync.jar")
            + " \"$@\"");
    // Of the tars of such a task the first is sent; with the next it stands still.
    script(
        folder.resolve("rclone"),
        "case \"$TASK$AGAIN $*\" in",
        "  [56]0*' copy '*/to_upload/Fault*)",
        "    mkdir " + folder + "/first.$TASK 2>/dev/null || {",
        "      touch " + folder + "/held.$TASK",
        "      exec sleep 300",
        "    }",
        "    ;;",
        "esac",
        "exec rclone \"$@\"");
    return slurm.resolve("submit");
  }

  private static void script(Path file, String... lines) throws IOException {
    Files.createDirectories(file.getParent());
    Files.writeString(file, "#!/bin/bash\n" + String.join("\n", lines) + "\n");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  private String submitted(OneNodeSlurm slurm, Path submit) throws Exception {
    ProcessBuilder builder =
        new ProcessBuilder(
                submit.toString(),
                "--array",
                "8",
                "-t",
                "BB",
                ".",
                "list.txt",
                "--",
                "--create_root")
            .directory(root.toFile())
            .redirectErrorStream(true);
    builder.environment().keySet().removeIf(name -> name.startsWith("SLURM_"));
    builder.environment().putAll(slurm.environment());
    builder
        .environment()
        .putAll(
            Map.of(
                "RCLONE_CONFIG_DROPBOX_TYPE", "alias",
                "RCLONE_CONFIG_DROPBOX_REMOTE", folder.resolve("remote").toString(),
                "CS_SYNC_RCLONE", folder.resolve("rclone").toString(),
                "CS_SYNC_SLURM_CPUS", "1",
                "LC_ALL", "C.UTF-8"));
    Process process = builder.start();
    String said = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), said);
    return said;
  }

  /** Of the three jobs. */
  private static List<String> numbers(String said) {
    Matcher jobs = Pattern.compile("squeue -j (\\d+),(\\d+),(\\d+)").matcher(said);
    assertTrue(jobs.find(), said);
    return List.of(jobs.group(1), jobs.group(2), jobs.group(3));
  }

  private static void kill(Path pid) throws Exception {
    long process = Long.parseLong(Files.readString(pid).strip());
    assertTrue(ProcessHandle.of(process).orElseThrow().destroyForcibly());
  }

  private String log(String name) throws IOException {
    return Files.readString(root.resolve("slurm").resolve(name));
  }

  private String logs() throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> logs = Files.list(root.resolve("slurm"))) {
      for (Path log : logs.sorted().toList()) {
        all.append("\n==== ").append(log.getFileName()).append('\n').append(Files.readString(log));
      }
    }
    return all.toString();
  }

  private Map<String, byte[]> archive(String remote) throws IOException {
    Map<String, byte[]> files = new TreeMap<>();
    Path version = folder.resolve(remote);
    try (Stream<Path> all = Files.walk(version)) {
      for (Path file : all.filter(Files::isRegularFile).toList()) {
        files.put(version.relativize(file).toString(), Files.readAllBytes(file));
      }
    }
    return files;
  }

  private static void delete(Path place) throws IOException {
    try (Stream<Path> all = Files.walk(place)) {
      for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(each);
      }
    }
  }
}
