package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.locate.FunctionReport.JumpStackReport;
import dev.nfdrop.trace.locate.FunctionReport.Located;
import dev.nfdrop.trace.locate.FunctionReport.SiteReport;
import dev.nfdrop.trace.locate.Offset;
import java.io.StringWriter;
import java.util.List;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonWriteFeature;

/// What the locator found, as one JSON object. Each value stands at its best place; other places
/// that hold it as well are in `alternatives`.
public final class SiteJson {
  private SiteJson() {}

  /// The object, in one line.
  public static String text(Located located) {
    var text = new StringWriter();
    var factory = JsonFactory.builder().enable(JsonWriteFeature.ESCAPE_NON_ASCII).build();
    try (var json = factory.createGenerator(ObjectWriteContext.empty(), text)) {
      json.writeStartObject();
      json.writeStringProperty("function", located.function());
      json.writeNumberProperty("size", located.sizeBytes());
      json.writeStringProperty("arch", located.architecture());
      json.writeStringProperty("shape", located.shape());
      located.kernel().ifPresent(release -> json.writeStringProperty("kernel", release));
      json.writeArrayPropertyStart("sites");
      located.sites().forEach(site -> write(site, json));
      json.writeEndArray();
      json.writeObjectPropertyStart("offsets");
      located.offsets().forEach(offset -> write(offset, json));
      json.writeEndObject();
      strings("notes", located.notes(), json);
      json.writeEndObject();
    }
    return text.toString();
  }

  private static void write(Offset offset, JsonGenerator json) {
    json.writeObjectPropertyStart(offset.name());
    json.writeNumberProperty("value", offset.value());
    json.writeStringProperty("from", offset.source());
    json.writeEndObject();
  }

  private static void write(SiteReport site, JsonGenerator json) {
    json.writeStartObject();
    json.writeNumberProperty("offset", site.offset());
    json.writeStringProperty("kind", site.kind());
    json.writeBooleanProperty("shared", site.shared());
    json.writeBooleanProperty("probeable", site.obstacle().isEmpty());
    site.obstacle().ifPresent(why -> json.writeStringProperty("obstacle", why));
    best("rule", site.rule(), json);
    best("packet", site.packet(), json);
    best("basechain", site.baseChain(), json);
    best("verdict", site.verdict(), json);
    site.jumpStack().ifPresent(jumps -> write(jumps, json));
    json.writeObjectPropertyStart("alternatives");
    others("rule", site.rule(), json);
    others("packet", site.packet(), json);
    others("basechain", site.baseChain(), json);
    others("verdict", site.verdict(), json);
    json.writeEndObject();
    strings("evidence", site.evidence(), json);
    json.writeEndObject();
  }

  private static void write(JumpStackReport jumps, JsonGenerator json) {
    json.writeObjectPropertyStart("jumpstack");
    json.writeStringProperty("address", jumps.address());
    json.writeNumberProperty("entrySize", jumps.entryBytes());
    json.writeNumberProperty("rule", jumps.ruleOffset());
    jumps.chainOffset().ifPresent(chain -> json.writeNumberProperty("chain", chain));
    best("depth", jumps.depth(), json);
    json.writeEndObject();
  }

  private static void best(String name, List<String> places, JsonGenerator json) {
    if (!places.isEmpty()) {
      json.writeStringProperty(name, places.getFirst());
    }
  }

  private static void others(String name, List<String> places, JsonGenerator json) {
    if (places.size() > 1) {
      strings(name, places.subList(1, places.size()), json);
    }
  }

  private static void strings(String name, List<String> values, JsonGenerator json) {
    json.writeArrayPropertyStart(name);
    values.forEach(json::writeString);
    json.writeEndArray();
  }
}
