package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.Conntrack.Entry;
import dev.nfdrop.trace.Conntrack.State;
import dev.nfdrop.trace.Conntrack.Status;
import dev.nfdrop.trace.Conntrack.Tuple;
import java.util.Arrays;
import java.util.Optional;
import java.util.function.Function;
import tools.jackson.core.JsonGenerator;

/// What connection tracking knows of a packet, as a member of the drop's object: written, and read
/// again.
final class ConntrackJson {
  private static final String DIRECTION = "direction";
  private static final String ORIGINAL = "original";
  private static final String REPLY = "reply";

  private final JsonGenerator json;

  ConntrackJson(JsonGenerator json) {
    this.json = json;
  }

  void write(Conntrack conntrack) {
    json.writeName("conntrack");
    json.writeStartObject();
    json.writeStringProperty("state", conntrack.state().label());
    conntrack.entry().ifPresent(this::entry);
    json.writeEndObject();
  }

  private void entry(Entry entry) {
    json.writeStringProperty(DIRECTION, entry.reply() ? REPLY : ORIGINAL);
    json.writeName("status");
    json.writeStartArray();
    entry.status().forEach(status -> json.writeString(status.label()));
    json.writeEndArray();
    json.writeNumberProperty("zone", entry.zone());
    json.writeNumberProperty("mark", Integer.toUnsignedLong(entry.mark()));
    tuple(ORIGINAL, entry.original());
    tuple(REPLY, entry.replies());
  }

  private void tuple(String name, Tuple tuple) {
    json.writeName(name);
    json.writeStartObject();
    json.writeStringProperty("src", tuple.source());
    json.writeStringProperty("dst", tuple.destination());
    json.writeStringProperty("proto", tuple.protocol());
    tuple.sourcePort().ifPresent(port -> json.writeNumberProperty("sport", port));
    tuple.destinationPort().ifPresent(port -> json.writeNumberProperty("dport", port));
    json.writeEndObject();
  }

  static Optional<Conntrack> read(JsonObject drop) {
    return drop.optionalObject("conntrack").map(ConntrackJson::conntrack);
  }

  private static Conntrack conntrack(JsonObject object) {
    var state = labelled(State.values(), State::label, object.text("state"));
    return new Conntrack(
        state, object.has(DIRECTION) ? Optional.of(entry(object)) : Optional.empty());
  }

  private static Entry entry(JsonObject object) {
    return new Entry(
        object.text(DIRECTION).equals(REPLY),
        object.texts("status").stream()
            .map(label -> labelled(Status.values(), Status::label, label))
            .toList(),
        object.integer("zone"),
        object.unsigned("mark"),
        tuple(object.object(ORIGINAL)),
        tuple(object.object(REPLY)));
  }

  private static Tuple tuple(JsonObject object) {
    return new Tuple(
        object.text("src"),
        object.text("dst"),
        object.text("proto"),
        object.optionalInteger("sport"),
        object.optionalInteger("dport"));
  }

  private static <T> T labelled(T[] values, Function<T, String> label, String wanted) {
    return Arrays.stream(values)
        .filter(value -> label.apply(value).equals(wanted))
        .findFirst()
        .orElseThrow(() -> new IllegalJsonException("\"conntrack\" is not understood"));
  }
}
