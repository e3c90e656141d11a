package dev.nfdrop.cli.sink;

import dev.nfdrop.nftables.RuleText;
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
public final class JsonSink implements DropSink {
  private final LineOutput out;
  private final JsonGenerator json;
  private final JsonText text;
  private final PacketJson packets;
  private final Timestamp time = Timestamp.rfc3339();

  public JsonSink(OutputStream out) {
    this.out = new LineOutput(out);
    this.json =
        JsonFactory.builder()
            .enable(JsonWriteFeature.ESCAPE_NON_ASCII)
            .characterEscapes(new DeleteEscape())
            .rootValueSeparator("")
            .build()
            .createGenerator(ObjectWriteContext.empty(), this.out);
    this.text = new JsonText(json);
    this.packets = new PacketJson(json, text);
  }

  @Override
  public void drop(Drop drop) {
    json.writeStartObject();
    json.writeStringProperty("type", "drop");
    json.writeName("time");
    time.append(text.begin(), drop.time());
    text.end();
    json.writeStringProperty("verdict", drop.verdict());
    json.writeStringProperty("cause", drop.cause().label());
    rule(drop);
    hook(drop.hook());
    context(drop);
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

  private void rule(Drop drop) {
    json.writeStringProperty("family", drop.family());
    json.writeStringProperty("table", drop.table());
    json.writeStringProperty("chain", drop.chain());
    if (drop.handle().isPresent()) {
      json.writeNumberProperty("handle", drop.handle().getAsLong());
    }
    if (drop.rule().isPresent()) {
      switch (drop.rule().get()) {
        case RuleText.Known(var rule) -> json.writeStringProperty("rule", rule);
        case RuleText.Unknown(var reason) -> json.writeStringProperty("ruleUnknown", reason);
      }
    }
  }

  private void hook(Drop.Hook hook) {
    json.writeStringProperty("hook", hook.name());
    json.writeNumberProperty("priority", hook.priority());
    json.writeStringProperty("basechain", hook.basechain());
  }

  private void context(Drop drop) {
    if (drop.iif().isPresent()) {
      json.writeStringProperty("iif", drop.iif().get().name());
    }
    if (drop.oif().isPresent()) {
      json.writeStringProperty("oif", drop.oif().get().name());
    }
    json.writeName("netns");
    json.writeStartObject();
    json.writeNumberProperty("inode", drop.netns().inode());
    if (drop.netns().name().isPresent()) {
      json.writeStringProperty("name", drop.netns().name().get());
    }
    json.writeEndObject();
    json.writeNumberProperty("mark", Integer.toUnsignedLong(drop.mark()));
    if (drop.length().isPresent()) {
      json.writeNumberProperty("len", drop.length().getAsInt());
    }
  }
}
