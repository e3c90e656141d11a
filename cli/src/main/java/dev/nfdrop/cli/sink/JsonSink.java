package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Drop;
import java.io.OutputStream;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// One JSON object a line, as docs/events/drop.md describes it.
///
/// The output is ASCII: what is not, is escaped as JSON does it, so that a terminal has nothing to
/// interpret.
public final class JsonSink implements LineSink {
  private final LineOutput out;
  private final JsonGenerator json;
  private final DropJson drops;
  private final PacketJson packets;

  public JsonSink(OutputStream out) {
    this.out = new LineOutput(out);
    this.json =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DeleteEscape())
            .rootValueSeparator("")
            .build()
            .createGenerator(ObjectWriteContext.empty(), this.out);
    var text = new JsonText(json);
    this.drops = new DropJson(json, text);
    this.packets = new PacketJson(json, text);
  }

  @Override
  public void drop(Drop drop) {
    json.writeStartObject();
    drops.write(drop);
    json.writeName("packet");
    packets.write(drop.packet());
    endLine();
  }

  @Override
  public void lost(long count) {
    json.writeStartObject();
    json.writeStringProperty("type", "lost");
    json.writeNumberProperty("count", count);
    endLine();
  }

  @Override
  public void overrun() {
    json.writeStartObject();
    json.writeStringProperty("type", "lost");
    endLine();
  }

  @Override
  public void flush() {
    json.flush();
  }

  @Override
  public boolean readerGone() {
    return out.readerGone();
  }

  private void endLine() {
    json.writeEndObject();
    json.writeRaw('\n');
  }
}
