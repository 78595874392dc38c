package org.quakecore.cssync.catalogue;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.Set;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.error.Mark;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.error.YAMLException;
import org.yaml.snakeyaml.events.AliasEvent;
import org.yaml.snakeyaml.events.Event;
import org.yaml.snakeyaml.events.MappingStartEvent;
import org.yaml.snakeyaml.events.NodeEvent;
import org.yaml.snakeyaml.events.ScalarEvent;
import org.yaml.snakeyaml.reader.UnicodeReader;

/**
 * Reads a YAML document event by event, so that a million lines need no more memory than what is
 * kept of them. Scalars are taken as the text they are: {@code NO} and {@code 017} stay names.
 */
public final class YamlEvents {
  private static final String YAML_TAG = "tag:yaml.org,2002:";
  private static final Set<String> PLAIN_TAGS =
      Set.of(YAML_TAG + "str", YAML_TAG + "int", YAML_TAG + "map", YAML_TAG + "seq", "!");

  /**
   * Refuses text that goes on and on without a line's end. The time that SnakeYAML takes grows with
   * the square of a word or comment, and what ends a word depends on where it stands.
   */
  private static final class Lines extends FilterInputStream {
    private static final int LONGEST = 1 << 20;

    private int length;

    Lines(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      int read = super.read();
      count(read);
      return read;
    }

    @Override
    public int read(byte[] bytes, int offset, int most) throws IOException {
      int read = super.read(bytes, offset, most);
      for (int i = 0; i < read; i++) {
        count(bytes[offset + i]);
      }
      return read;
    }

    private void count(int each) throws IOException {
      length = each == '\n' || each == '\r' ? 0 : length + 1;
      if (length > LONGEST) {
        throw new IOException(
            "has a line of more than 1 MiB; write one path a line, as preprocess does");
      }
    }
  }

  private final String source;
  private final Iterator<Event> events;
  private Event ahead;

  private YamlEvents(String source, Iterator<Event> events) {
    this.source = source;
    this.events = events;
  }

  /** Starts to read; the source's name is for messages. */
  public static YamlEvents of(String source, InputStream in) throws SyncException, IOException {
    LoaderOptions options = new LoaderOptions();
    options.setCodePointLimit(Integer.MAX_VALUE);
    YamlEvents yaml =
        new YamlEvents(
            source, new Yaml(options).parse(new UnicodeReader(new Lines(in))).iterator());
    yaml.expect(Event.ID.StreamStart, "a YAML file");
    return yaml;
  }

  /** Enters the mapping that the one document of the file consists of. */
  public void startDocument(String whatItShouldHold) throws SyncException {
    if (peek().is(Event.ID.StreamEnd)) {
      throw bad(peek(), "is empty; it should hold " + whatItShouldHold);
    }
    expect(Event.ID.DocumentStart, whatItShouldHold);
    expect(Event.ID.MappingStart, whatItShouldHold);
  }

  /** Leaves the document after its mapping's end; a second document is refused. */
  public void endDocument() throws SyncException {
    expect(Event.ID.DocumentEnd, "the end of the document");
    if (!peek().is(Event.ID.StreamEnd)) {
      throw bad(peek(), "a second YAML document starts here; keep only one");
    }
  }

  public Event peek() throws SyncException {
    if (ahead == null) {
      ahead = read();
    }
    return ahead;
  }

  public Event next() throws SyncException {
    Event event = peek();
    ahead = null;
    return event;
  }

  /** Steps over the end of the collection being read, if this is it. */
  public boolean ended(Event.ID end) throws SyncException {
    if (!peek().is(end)) {
      return false;
    }
    next();
    return true;
  }

  public Event expect(Event.ID id, String what) throws SyncException {
    Event event = next();
    if (!event.is(id)) {
      throw bad(event, "expected " + what + " here");
    }
    return event;
  }

  public ScalarEvent scalar(String what) throws SyncException {
    return (ScalarEvent) expect(Event.ID.Scalar, what);
  }

  /** Enters a mapping; a value left out counts as an empty one, and gives false. */
  public boolean startMapping(String what) throws SyncException {
    if (peek() instanceof ScalarEvent nothing
        && nothing.isPlain()
        && nothing.getValue().isEmpty()) {
      next();
      return false;
    }
    expect(Event.ID.MappingStart, what);
    return true;
  }

  public SyncException bad(Event at, String message) {
    Mark mark = at.getStartMark();
    String line = mark == null ? "" : ":" + (mark.getLine() + 1);
    return new SyncException(SyncException.Kind.BAD_INPUT, source + line + ": " + message);
  }

  private Event read() throws SyncException {
    Event event;
    try {
      event = events.next();
    } catch (MarkedYAMLException e) {
      Mark mark = e.getProblemMark();
      String line = mark == null ? "" : ":" + (mark.getLine() + 1);
      throw new SyncException(
          SyncException.Kind.BAD_INPUT,
          source + line + ": is not YAML: " + Quoted.bare(String.valueOf(e.getProblem())),
          e);
    } catch (YAMLException e) {
      if (e.getCause() instanceof IOException unreadable) {
        throw SyncException.of(unreadable, Path.of(source), SyncException.Kind.BAD_INPUT);
      }
      throw notYaml(e);
    } catch (RuntimeException e) {
      // Bytes that are not UTF-8, characters YAML forbids, or something the parser did not foresee.
      throw notYaml(e);
    }
    refuseCleverness(event);
    return event;
  }

  private SyncException notYaml(RuntimeException why) {
    return new SyncException(
        SyncException.Kind.BAD_INPUT,
        source + ": is not YAML: " + Quoted.bare(String.valueOf(why.getMessage())),
        why);
  }

  private void refuseCleverness(Event event) throws SyncException {
    if (event instanceof AliasEvent
        || (event instanceof NodeEvent node && node.getAnchor() != null)) {
      throw bad(event, "anchors (&) and aliases (*) are not read here; write the value out");
    }
    String tag =
        event instanceof ScalarEvent scalar
            ? scalar.getTag()
            : event instanceof MappingStartEvent mapping ? mapping.getTag() : null;
    if (tag != null && !PLAIN_TAGS.contains(tag)) {
      throw bad(event, "the tag " + Quoted.of(tag) + " is not read here; take it away");
    }
  }
}
