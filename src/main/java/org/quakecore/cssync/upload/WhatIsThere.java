package org.quakecore.cssync.upload;

import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.quakecore.cssync.inventory.RemoteSets;
import org.quakecore.cssync.transfer.Progress;

/** Tells what a version's folder holds when an upload begins. */
final class WhatIsThere {
  private WhatIsThere() {}

  /**
   * Says it.
   *
   * @param expected names of files of the folder itself that are there, or are about to be
   */
  static void tell(String address, RemoteSets there, List<String> expected, Progress progress) {
    progress.say("#### Files in " + address);
    SortedSet<String> names = new TreeSet<>(there.rootNames());
    names.addAll(expected);
    Stream.concat(names.stream(), there.namesInFolders().stream())
        .forEach(name -> progress.say(" --" + name));
    progress.say("#### Files already uploaded at " + address);
    progress.say(
        there.complete().entrySet().stream()
            .map(fault -> quoted(fault.getKey()) + ": " + quoted(fault))
            .collect(Collectors.joining(", ", "{", "}")));
  }

  private static String quoted(Map.Entry<String, List<String>> fault) {
    return fault.getValue().stream()
        .map(WhatIsThere::quoted)
        .collect(Collectors.joining(", ", "[", "]"));
  }

  private static String quoted(String text) {
    return "'" + text + "'";
  }
}
