package dev.nfdrop.cli.capture;

import dev.nfdrop.cli.sink.DropJson;
import dev.nfdrop.cli.sink.JsonLines;
import dev.nfdrop.cli.sink.LostJson;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.ListedRuleset;
import java.io.ByteArrayOutputStream;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// The text of our own in a block: JSON objects, one a line, as [RecordReader] takes them. ASCII.
final class RecordText {
  private final Buffer buffer = new Buffer();
  private final JsonGenerator json = JsonLines.generator(buffer);
  private final DropJson drops = new DropJson(json);

  /// Gives access to its array.
  private static final class Buffer extends ByteArrayOutputStream {
    byte[] array() {
      return buf;
    }
  }

  /// Begins the text of another block.
  RecordText begin() {
    buffer.reset();
    return this;
  }

  RecordText drop(Drop drop, FrameLayout layout) {
    json.writeStartObject();
    drops.write(drop);
    layout.write(json);
    json.writeEndObject();
    return endLine();
  }

  RecordText ruleset(ListedRuleset ruleset) {
    json.writeStartObject();
    json.writeStringProperty("type", "ruleset");
    drops.namespace(ruleset.netns());
    json.writeStringProperty("listing", ruleset.listing());
    json.writeEndObject();
    return endLine();
  }

  /// @param count empty where nobody knows
  RecordText lost(OptionalLong count) {
    LostJson.write(json, count);
    return endLine();
  }

  /// The bytes until [#begin], of which the first [#length] count.
  byte[] bytes() {
    return buffer.array();
  }

  int length() {
    return buffer.size();
  }

  private RecordText endLine() {
    json.writeRaw('\n');
    json.flush();
    return this;
  }
}
