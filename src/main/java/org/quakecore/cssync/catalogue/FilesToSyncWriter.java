package org.quakecore.cssync.catalogue;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;

/**
 * Writes files_to_sync.yaml one section at a time, byte for byte as PyYAML's {@code yaml.dump(data,
 * default_flow_style=False)} does, since scripts that people have compare such files.
 *
 * <p>The sections of the finished file are sorted by their keys' bytes: {@link #ROOT_KEY} and the
 * faults' names. Putting them in order is the caller's part.
 */
public final class FilesToSyncWriter {
  /** The key that {@link #rootSection} has, for sorting it among the faults. */
  public static final String ROOT_KEY = FilesToSync.ROOT_SECTION;

  private static final Comparator<SyncFile> BY_PATH =
      Comparator.comparing(SyncFile::path, ByteOrder.COMPARATOR);
  private static final Comparator<DataType> BY_LABEL =
      Comparator.comparing(DataType::label, ByteOrder.COMPARATOR);
  private static final int STEP = 2;

  private FilesToSyncWriter() {}

  /** The section of the files that belong to no fault. Pure ASCII, ends in a newline. */
  public static String rootSection(List<SyncFile> files) {
    StringBuilder out = new StringBuilder();
    files(out, ROOT_KEY, files, 0);
    return out.toString();
  }

  /** The section of one fault. Pure ASCII, ends in a newline. */
  public static String section(Fault fault, Map<DataType, List<SyncFile>> types) {
    StringBuilder out = new StringBuilder();
    boolean sameLine = key(out, fault.name(), 0);
    if (types.isEmpty()) {
      return out.append(" {}\n").toString();
    }
    List<DataType> sorted = new ArrayList<>(types.keySet());
    sorted.sort(BY_LABEL);
    for (DataType type : sorted) {
      // Behind ":" of a key that needed "?", the first inner key stays on the same line.
      out.append(sameLine ? " " : "\n" + " ".repeat(STEP));
      sameLine = false;
      files(out, type.label(), types.get(type), STEP);
      out.setLength(out.length() - 1);
    }
    return out.append('\n').toString();
  }

  private static void files(StringBuilder out, String section, List<SyncFile> files, int indent) {
    key(out, section, indent);
    if (files.isEmpty()) {
      out.append(" {}\n");
      return;
    }
    List<SyncFile> sorted = new ArrayList<>(files);
    sorted.sort(BY_PATH);
    String margin = "\n" + " ".repeat(indent + STEP);
    for (SyncFile file : sorted) {
      out.append(margin);
      key(out, file.path(), indent + STEP);
      out.append(' ').append(file.size());
    }
    out.append('\n');
  }

  /**
   * Writes a key with its colon, at a column that is its mapping's indentation.
   *
   * @return whether it took the long form, in which the value starts behind the colon
   */
  private static boolean key(StringBuilder out, String text, int indent) {
    if (YamlKey.isSimple(text)) {
      new YamlKey(out, text, indent, false).write();
      out.append(':');
      return false;
    }
    out.append("? ");
    new YamlKey(out, text, indent, true).write();
    out.append('\n').append(" ".repeat(indent)).append(':');
    return true;
  }
}
