package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Drop.LocalProcess;
import dev.nfdrop.trace.Drop.Meta;
import dev.nfdrop.trace.Drop.Sender;
import dev.nfdrop.trace.PacketType;
import java.util.Arrays;
import tools.jackson.core.JsonGenerator;

/// What the kernel knows of a packet besides its bytes, as members of the drop's object: written,
/// and read again.
final class MetaJson {
  private final JsonGenerator json;

  MetaJson(JsonGenerator json) {
    this.json = json;
  }

  void write(Meta meta) {
    if (meta.priority().isPresent()) {
      unsigned("packetPriority", meta.priority().getAsInt());
    }
    if (meta.type().isPresent()) {
      json.writeStringProperty("packetType", meta.type().get().label());
    }
    if (meta.sender().isPresent()) {
      sender(meta.sender().get());
    }
  }

  private void sender(Sender sender) {
    json.writeName("process");
    json.writeStartObject();
    unsigned("uid", sender.uid());
    if (sender.process().isPresent()) {
      var process = sender.process().get();
      json.writeNumberProperty("pid", process.pid());
      json.writeStringProperty("name", process.name());
      if (process.cgroup().isPresent()) {
        json.writeStringProperty("cgroup", process.cgroup().get());
      }
    }
    json.writeEndObject();
  }

  private void unsigned(String name, int value) {
    json.writeNumberProperty(name, Integer.toUnsignedLong(value));
  }

  static Meta read(JsonObject drop) {
    return new Meta(
        drop.optionalUnsigned("packetPriority"),
        drop.optionalText("packetType").map(MetaJson::type),
        drop.optionalObject("process").map(MetaJson::sender));
  }

  private static PacketType type(String label) {
    return Arrays.stream(PacketType.values())
        .filter(type -> type.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalJsonException("\"packetType\" is not known"));
  }

  private static Sender sender(JsonObject object) {
    return new Sender(
        object.unsigned("uid"),
        object
            .optionalText("name")
            .map(name ->
                new LocalProcess(object.integer("pid"), name, object.optionalText("cgroup"))));
  }
}
