package org.quakecore.cssync.preprocess;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.quakecore.cssync.catalogue.ByteOrder;
import org.quakecore.cssync.catalogue.DataType;
import org.quakecore.cssync.catalogue.Fault;
import org.quakecore.cssync.catalogue.FilesToSync;
import org.quakecore.cssync.catalogue.SyncFile;

/**
 * Writes files_to_sync.yaml piece by piece, byte for byte as PyYAML's {@code yaml.dump(data,
 * default_flow_style=False)} does, since scripts that people have compare such files.
 *
 * <p>The sections of the finished file are sorted by their keys' bytes, {@link #ROOT_KEY} among the
 * faults' names, and the data types of a fault by theirs: BB, IM, SAMPLE_BB, Source, VM. Calling in
 * that order is the caller's part; files are sorted here. What is written is pure ASCII.
 */
public final class FilesToSyncWriter {
  /** The key of the section that {@link #rootSection} writes, for sorting it among the faults. */
  public static final String ROOT_KEY = FilesToSync.ROOT_SECTION;

  private static final Comparator<SyncFile> BY_PATH =
      Comparator.comparing(SyncFile::path, ByteOrder.COMPARATOR);
  private static final int STEP = 2;

  private final Appendable out;
  private boolean anyType;
  private boolean behindColon;

  public FilesToSyncWriter(Appendable out) {
    this.out = out;
  }

  /** Writes the whole section of the files that belong to no fault. */
  public void rootSection(List<SyncFile> files) throws IOException {
    files(ROOT_KEY, files, 0);
  }

  /** Begins the section of a fault. */
  public void startFault(Fault fault) throws IOException {
    StringBuilder line = new StringBuilder();
    behindColon = key(line, fault.name(), 0);
    out.append(line);
    anyType = false;
  }

  /** Writes the files of one data type of the fault begun. */
  public void type(DataType type, List<SyncFile> files) throws IOException {
    // Behind the ":" of a key that needed "?", the first inner key stays on the same line.
    out.append(anyType ? "  " : behindColon ? " " : "\n  ");
    anyType = true;
    files(type.label(), files, STEP);
  }

  /** Ends the section of the fault begun. */
  public void endFault() throws IOException {
    if (!anyType) {
      out.append(" {}\n");
    }
  }

  private void files(String section, List<SyncFile> files, int indent) throws IOException {
    StringBuilder line = new StringBuilder();
    key(line, section, indent);
    out.append(line).append(files.isEmpty() ? " {}\n" : "\n");
    List<SyncFile> sorted = new ArrayList<>(files);
    sorted.sort(BY_PATH);
    String margin = " ".repeat(indent + STEP);
    for (SyncFile file : sorted) {
      line.setLength(0);
      line.append(margin);
      key(line, file.path(), indent + STEP);
      out.append(line.append(' ').append(file.size()).append('\n'));
    }
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
