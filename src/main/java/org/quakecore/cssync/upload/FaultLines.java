package org.quakecore.cssync.upload;

import java.util.List;
import java.util.SortedSet;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.transfer.ByteCount;
import org.quakecore.cssync.upload.plan.Comparison;
import org.quakecore.cssync.upload.plan.PlannedSet;
import org.quakecore.cssync.upload.plan.SourceSet;

/** What is told of one fault's upload, in the wording of the specification. */
final class FaultLines {
  private static final String LINE = "-------------------------------";

  private final Fault fault;
  private final Session session;
  private final FaultBlocks.Block block;
  private boolean announced;

  FaultLines(Fault fault, Session session) {
    this.fault = fault;
    this.session = session;
    this.block = session.blocks().open();
  }

  FaultBlocks.Block block() {
    return block;
  }

  void heading(List<PlannedSet> refused) {
    List.of(LINE, "        " + fault, "", LINE, "").forEach(block::say);
    refused.forEach(set -> block.say("#### Error: " + set.set().title() + ": " + set.reason()));
  }

  /** Names both ends of the first transfer; later ones of the same fault go without saying. */
  synchronized void uploading(String destination) {
    if (announced) {
      return;
    }
    announced = true;
    String from = session.stager().folder(fault).toString();
    String to = session.remote().address(session.path(destination));
    String log = session.stager().progressLog(fault).toAbsolutePath().toString();
    List.of(
            "",
            "#### Uploading " + from + " to " + to + ".",
            "",
            "",
            " --------   Check progress with     tail -f " + log,
            "",
            "")
        .forEach(block::say);
  }

  /** Also warns at once: the block may still have to wait for its turn. */
  void error(SourceSet set, String why) {
    String line = "#### Error: " + set.title() + ": " + why;
    block.say(line);
    session.progress().warn(line);
  }

  /** Says how much will be read before it is. */
  void comparing(SourceSet set, Comparison comparison) {
    block.say(
        "#### Comparing "
            + set.title()
            + ": reading "
            + ByteCount.files(comparison.members().size())
            + ", "
            + ByteCount.human(comparison.bytes())
            + ", whose times are not those of the manifest");
  }

  void keeping(String name) {
    block.say("#### Keeping " + name + ": the one on the remote is right");
  }

  /**
   * Says how it ended, and what is there now.
   *
   * @param end in a word
   * @param names what was there before and what was proven since
   */
  synchronized void result(String end, SortedSet<String> names) {
    if (announced) {
      block.say("#### Uploading " + session.stager().folder(fault) + " " + end);
    }
    block.say("#### Files in " + session.remote().address(session.path(fault.name())));
    names.forEach(name -> block.say(" --" + name));
    block.say("");
  }

  void close() {
    block.close();
  }
}
