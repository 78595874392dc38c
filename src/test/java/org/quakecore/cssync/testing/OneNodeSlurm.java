package org.quakecore.cssync.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

/**
 * A real Slurm of this machine alone, on loopback, by the user who runs the tests: munged,
 * slurmctld and slurmd, with all they write in one folder. Needs neither systemd nor cgroups.
 */
public final class OneNodeSlurm implements AutoCloseable {
  private static final long SECONDS = 120;

  private final Path folder;
  private final String user = System.getProperty("user.name");
  private final List<Process> daemons = new ArrayList<>();

  private OneNodeSlurm(Path folder) {
    this.folder = folder;
  }

  /**
   * Starts it.
   *
   * @param folder with a short path, for sockets may have 107 characters
   */
  public static OneNodeSlurm start(Path folder) throws IOException {
    OneNodeSlurm slurm = new OneNodeSlurm(folder);
    try {
      slurm.prepare();
      slurm.daemon(
          "munged",
          "--foreground",
          "--force",
          "--num-threads=1",
          "--key-file=" + folder.resolve("munge.key"),
          "--seed-file=" + folder.resolve("munge.seed"),
          "--socket=" + slurm.socket(),
          "--pid-file=" + folder.resolve("munged.pid"),
          "--log-file=" + folder.resolve("munged.log"));
      slurm.await("munged has a socket", () -> Files.exists(slurm.socket()));
      slurm.daemon("slurmctld", "-D", "-f", slurm.configuration().toString());
      slurm.daemon("slurmd", "-D", "-f", slurm.configuration().toString());
      slurm.await(
          "the node is idle", () -> slurm.tell("sinfo", "-h", "-o", "%T").strip().equals("idle"));
      return slurm;
    } catch (IOException | RuntimeException | Error failure) {
      slurm.close();
      throw failure;
    }
  }

  private void prepare() throws IOException {
    for (String name : List.of("state", "spool")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx--x--x"));
    byte[] key = new byte[1024];
    new SecureRandom().nextBytes(key);
    Files.write(folder.resolve("munge.key"), key);
    Files.setPosixFilePermissions(
        folder.resolve("munge.key"), PosixFilePermissions.fromString("rw-------"));
    String host = InetAddress.getLocalHost().getHostName().replaceAll("\\..*", "");
    try (ServerSocket one = new ServerSocket(0);
        ServerSocket other = new ServerSocket(0)) {
      Files.writeString(
          configuration(),
          String.join(
              "\n",
              "ClusterName=test",
              "SlurmctldHost=" + host + "(127.0.0.1)",
              "SlurmctldPort=" + one.getLocalPort(),
              "SlurmdPort=" + other.getLocalPort(),
              "CommunicationParameters=NoCtldInAddrAny,NoInAddrAny",
              "SlurmUser=" + user,
              "SlurmdUser=" + user,
              "AuthType=auth/munge",
              "AuthInfo=socket=" + socket(),
              "CredType=cred/munge",
              "StateSaveLocation=" + folder.resolve("state"),
              "SlurmdSpoolDir=" + folder.resolve("spool"),
              "SlurmctldPidFile=" + folder.resolve("slurmctld.pid"),
              "SlurmdPidFile=" + folder.resolve("slurmd.pid"),
              "SlurmctldLogFile=" + folder.resolve("slurmctld.log"),
              "SlurmdLogFile=" + folder.resolve("slurmd.log"),
              "ProctrackType=proctrack/linuxproc",
              "TaskPlugin=task/none",
              "SwitchType=switch/none",
              "MpiDefault=none",
              "JobAcctGatherType=jobacct_gather/none",
              "AccountingStorageType=accounting_storage/none",
              "SelectType=select/cons_tres",
              "SelectTypeParameters=CR_CPU",
              "SchedulerType=sched/builtin",
              "SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0",
              "SlurmdParameters=config_overrides",
              "ReturnToService=2",
              "KillWait=5",
              "MinJobAge=600",
              // More than there are: tasks wait for one another here, and not for a processor.
              "NodeName=" + host + " NodeAddr=127.0.0.1 CPUs=8 RealMemory=32000 State=UNKNOWN",
              "PartitionName=all Nodes=" + host + " Default=YES MaxTime=INFINITE State=UP",
              ""));
    }
  }

  private Path configuration() {
    return folder.resolve("slurm.conf");
  }

  private Path socket() {
    return folder.resolve("munge.socket");
  }

  /** What its commands and jobs need in their environment. */
  public Map<String, String> environment() {
    return Map.of("SLURM_CONF", configuration().toString());
  }

  private void daemon(String name, String... arguments) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(program(name));
    command.addAll(List.of(arguments));
    daemons.add(
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve(name + ".out").toFile())
            .start());
  }

  /** They stand where only root has a PATH to. */
  private static String program(String name) {
    for (String place : (System.getenv("PATH") + ":/usr/sbin:/sbin").split(":", -1)) {
      if (Files.isExecutable(Path.of(place, name))) {
        return Path.of(place, name).toString();
      }
    }
    throw new AssertionError(
        name
            + " is not here: install Slurm and munge (as root, apt-get install slurm-wlm munge), or"
            + " have scripts/test do so");
  }

  /** What one of its commands prints; all that went wrong is an error. */
  public String run(String... command) {
    try {
      ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
      builder.environment().putAll(environment());
      Process process = builder.start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + ": " + said);
      }
      return said;
    } catch (IOException failure) {
      throw new AssertionError(failure);
    } catch (InterruptedException asked) {
      Thread.currentThread().interrupt();
      throw new AssertionError(asked);
    }
  }

  /** As {@link #run}, and nothing where it fails. */
  private String tell(String... command) {
    try {
      return run(command);
    } catch (AssertionError notYet) {
      return "";
    }
  }

  /** The state of a job or a task, like COMPLETED. */
  public String state(String job) {
    String told = tell("scontrol", "show", "job", "-o", job);
    int at = told.indexOf("JobState=");
    return at < 0 ? "" : told.substring(at + "JobState=".length()).split(" ", 2)[0];
  }

  /** Lets a job that was queued again begin now, and not in two minutes. */
  public void beginNow(String job) {
    await(job + " is queued again", () -> state(job).equals("PENDING"));
    run("scontrol", "update", "JobId=" + job, "StartTime=now");
  }

  /** Waits for something, and fails with all logs where it does not come. */
  public void await(String what, BooleanSupplier happened) {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(SECONDS);
    while (!happened.getAsBoolean()) {
      if (System.nanoTime() > end || daemons.stream().anyMatch(daemon -> !daemon.isAlive())) {
        throw new AssertionError("it did not happen that " + what + "\n" + logs());
      }
      try {
        TimeUnit.MILLISECONDS.sleep(50);
      } catch (InterruptedException asked) {
        Thread.currentThread().interrupt();
        throw new AssertionError(asked);
      }
    }
  }

  private String logs() {
    StringBuilder logs = new StringBuilder();
    for (String name : List.of("munged", "slurmctld", "slurmd")) {
      for (String end : List.of(".out", ".log")) {
        try {
          logs.append(name).append(end).append(":\n");
          logs.append(Files.readString(folder.resolve(name + end)));
        } catch (IOException none) {
          logs.append("none\n");
        }
      }
    }
    return logs.append(tell("squeue")).toString();
  }

  /** Ends its jobs, then itself. */
  @Override
  public void close() {
    if (daemons.size() == 3) {
      tell("scancel", "--user", user);
      tell("scancel", "--signal=KILL", "--full", "--user", user);
    }
    for (int i = daemons.size() - 1; i >= 0; i--) {
      Process daemon = daemons.get(i);
      daemon.destroy();
      try {
        if (!daemon.waitFor(10, TimeUnit.SECONDS)) {
          daemon.destroyForcibly();
        }
      } catch (InterruptedException asked) {
        daemon.destroyForcibly();
        Thread.currentThread().interrupt();
      }
    }
  }
}
