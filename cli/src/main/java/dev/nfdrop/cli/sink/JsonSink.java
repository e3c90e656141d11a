package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Drop;
import java.io.OutputStream;
import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// One JSON object a line, as docs/events/drop.md describes it, written by [JsonLines].
public final class JsonSink implements LineSink {
  private final LineOutput out;
  private final JsonGenerator json;
  private final DropJson drops;
  private final PacketJson packets;

  public JsonSink(OutputStream out) {
    this.out = new LineOutput(out);
    this.json = JsonLines.generator(this.out);
    this.drops = new DropJson(json);
    this.packets = new PacketJson(json, new JsonText(json));
  }

  @Override
  public void drop(Drop drop) {
    json.writeStartObject();
    drops.write(drop);
    json.writeName("packet");
    packets.write(drop.packet());
    json.writeEndObject();
    endLine();
  }

  @Override
  public void lost(long count) {
    LostJson.write(json, OptionalLong.of(count));
    endLine();
  }

  @Override
  public void overrun() {
    LostJson.write(json, OptionalLong.empty());
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
    json.writeRaw('\n');
  }
}
