package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Drop.Container;
import dev.nfdrop.trace.Drop.Occupant;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Who lives in a network namespace, as members of its JSON object: written, and read again.
final class OccupantJson {
  private final JsonGenerator json;

  OccupantJson(JsonGenerator json) {
    this.json = json;
  }

  /// The only container has a member of its own besides.
  void write(Occupant occupant) {
    if (occupant.container().isPresent()) {
      json.writeName("container");
      write(occupant.container().get());
    }
    if (!occupant.containers().isEmpty()) {
      json.writeArrayPropertyStart("containers");
      occupant.containers().forEach(this::write);
      json.writeEndArray();
    }
    occupant.pod().ifPresent(pod -> json.writeStringProperty("pod", pod));
    occupant.unit().ifPresent(unit -> json.writeStringProperty("unit", unit));
  }

  private void write(Container container) {
    json.writeStartObject();
    json.writeStringProperty("runtime", container.runtime());
    json.writeStringProperty("id", container.id());
    json.writeEndObject();
  }

  static Occupant read(JsonObject netns) {
    return new Occupant(containers(netns), netns.optionalText("pod"), netns.optionalText("unit"));
  }

  private static List<Container> containers(JsonObject netns) {
    var objects =
        netns.has("containers")
            ? netns.objects("containers")
            : netns.optionalObject("container").stream().toList();
    return objects.stream().map(OccupantJson::container).toList();
  }

  private static Container container(JsonObject object) {
    return new Container(object.text("runtime"), object.text("id"));
  }
}
