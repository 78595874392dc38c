package org.quakecore.cssync.cli;

import java.util.List;
import java.util.Optional;
import org.quakecore.cssync.remote.rclone.Settings;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** What stands behind {@code --}, for rclone. */
final class RcloneArguments {
  private static final String END_OF_OPTIONS = "--";

  private RcloneArguments() {}

  /**
   * Hands on the surplus arguments of a command, once it is sure that all of them stood behind
   * {@code --}.
   *
   * @throws ParameterException when one did not: it is most likely a mistake; when one would have
   *     rclone do another thing than it is asked to
   */
  static List<String> checked(CommandSpec spec, List<String> surplus) {
    List<String> given = spec.commandLine().getParseResult().originalArgs();
    int end = given.indexOf(END_OF_OPTIONS);
    int behind = end < 0 ? 0 : given.size() - end - 1;
    if (surplus.size() > behind) {
      throw new ParameterException(
          spec.commandLine(),
          "\""
              + surplus.get(0)
              + "\": one argument too many; what is meant for rclone goes behind --");
    }
    Optional<String> refused = Settings.refused(surplus);
    if (refused.isPresent()) {
      throw new ParameterException(
          spec.commandLine(),
          "\""
              + refused.get()
              + "\": behind -- go only flags of rclone that change nothing of what is seen and done,"
              + " like --bwlimit 20M or --tpslimit 8; which files are meant is said by -t,"
              + " --inc_fault and --exc_fault, and --dry_run goes before --");
    }
    return List.copyOf(surplus);
  }
}
