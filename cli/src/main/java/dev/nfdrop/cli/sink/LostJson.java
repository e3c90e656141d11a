package dev.nfdrop.cli.sink;

import java.util.OptionalLong;
import tools.jackson.core.JsonGenerator;

/// Lost drops as a JSON object: written, and read again.
public final class LostJson {
  private LostJson() {}

  /// Writes the object.
  ///
  /// @param count empty where nobody knows how many were lost
  public static void write(JsonGenerator json, OptionalLong count) {
    json.writeStartObject();
    json.writeStringProperty("type", "lost");
    if (count.isPresent()) {
      json.writeNumberProperty("count", count.getAsLong());
    }
    json.writeEndObject();
  }

  /// How many were lost, where that is known.
  public static OptionalLong read(JsonObject object) {
    return object.optionalNumber("count");
  }
}
