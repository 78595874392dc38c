package org.quakecore.cssync.catalogue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.Comparator;
import java.util.List;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.DumperOptions.FlowStyle;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.emitter.Emitter;
import org.yaml.snakeyaml.events.DocumentEndEvent;
import org.yaml.snakeyaml.events.DocumentStartEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.ImplicitTuple;
import org.yaml.snakeyaml.events.MappingEndEvent;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.events.StreamEndEvent;
import org.yaml.snakeyaml.events.StreamStartEvent;
import org.yaml.snakeyaml.nodes.NodeId;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Writes one section of files_to_sync.yaml as {@code yaml.dump(files, default_flow_style=False)} of
 * Python does, since scripts that people have compare such files.
 *
 * <p>The sections of the finished file are sorted by their keys' bytes, {@link #ROOT_KEY} among the
 * faults' names, and the data types of a fault by theirs: BB, IM, SAMPLE_BB, Source, VM. Calling in
 * that order is the caller's part; files are sorted here. What is written is pure ASCII.
 */
public final class FilesToSyncWriter {
  /** The key of the section of files that belong to no fault, for sorting it among the faults. */
  public static final String ROOT_KEY = FilesToSync.ROOT_SECTION;

  private static final Comparator<SyncFile> BY_PATH =
      Comparator.comparing(SyncFile::path, ByteOrder.COMPARATOR);

  /** Longer keys stand behind a question mark; Python counts the five letters of a tag, too. */
  private static final int LONGEST_KEY = 128 - "!!str".length();

  private static final ImplicitTuple PLAIN = new ImplicitTuple(true, true);
  private static final ImplicitTuple QUOTED = new ImplicitTuple(false, true);

  private final Resolver resolver = new Resolver();
  private final Emitter emitter;

  /** Begins the section of a key: a fault's name, or {@link #ROOT_KEY}. */
  public FilesToSyncWriter(Writer out, String key) throws IOException {
    DumperOptions options = new DumperOptions();
    options.setAllowUnicode(false);
    options.setMaxSimpleKeyLength(LONGEST_KEY);
    options.setSplitLines(false);
    emitter = new Emitter(out, options);
    emit(new StreamStartEvent(null, null));
    emit(new DocumentStartEvent(null, null, false, null, null));
    startMapping();
    text(key);
    startMapping();
  }

  /** Writes files of the section itself. */
  public void files(List<SyncFile> files) throws IOException {
    for (SyncFile file : files.stream().sorted(BY_PATH).toList()) {
      text(file.path());
      scalar(Long.toString(file.size()), true);
    }
  }

  /** Writes the files of one data type of a fault. */
  public void type(DataType type, List<SyncFile> files) throws IOException {
    text(type.label());
    startMapping();
    files(files);
    emit(new MappingEndEvent(null, null));
  }

  /** Ends the section. */
  public void end() throws IOException {
    emit(new MappingEndEvent(null, null));
    emit(new MappingEndEvent(null, null));
    emit(new DocumentEndEvent(null, null, false));
    emit(new StreamEndEvent(null, null));
  }

  private void startMapping() throws IOException {
    emit(new MappingStartEvent(null, null, true, null, null, FlowStyle.BLOCK));
  }

  /** A text, quoted where a reader would take it for a number or the like. */
  private void text(String value) throws IOException {
    scalar(value, resolver.resolve(NodeId.scalar, value, true).equals(Tag.STR));
  }

  private void scalar(String value, boolean plain) throws IOException {
    // A line break in a name is told as one, and not by a line that breaks.
    ScalarStyle style = isUnsafe(value) ? ScalarStyle.DOUBLE_QUOTED : ScalarStyle.PLAIN;
    ImplicitTuple implicit = plain ? PLAIN : QUOTED;
    emit(new ScalarEvent(null, null, implicit, value, null, null, style));
  }

  private static boolean isUnsafe(String value) {
    for (int i = 0; i < value.length(); i++) {
      if (Quoted.isUnsafe(value.charAt(i))) {
        return true;
      }
    }
    return false;
  }

  private void emit(Event event) throws IOException {
    try {
      emitter.emit(event);
    } catch (UncheckedIOException failure) {
      throw failure.getCause();
    }
  }
}
