package dev.nfdrop.cli.sink;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.RulePath.Kind;
import dev.nfdrop.trace.RulePath.Step;
import dev.nfdrop.trace.Why;
import dev.nfdrop.trace.owner.Owner;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JsonGenerator;

/// What led to a drop, as members of the drop's JSON object: written, and read again.
final class WhyJson {
  private final JsonGenerator json;

  WhyJson(JsonGenerator json) {
    this.json = json;
  }

  void write(Why why) {
    owner(why.owner());
    path(why.path());
    elements(why.elements());
    if (!why.acceptedBy().isEmpty()) {
      json.writeArrayPropertyStart("acceptedBy");
      why.acceptedBy().forEach(this::passed);
      json.writeEndArray();
    }
  }

  static Why read(JsonObject object) {
    return new Why(
        object.optionalObject("owner").map(WhyJson::owner),
        path(object),
        elements(object),
        object.objects("acceptedBy").stream().map(WhyJson::passed).toList());
  }

  private void owner(Optional<Owner> owner) {
    if (owner.isPresent()) {
      json.writeObjectPropertyStart("owner");
      json.writeStringProperty("name", owner.get().name());
      text("zone", owner.get().zone());
      text("policy", owner.get().policy());
      text("part", owner.get().part());
      json.writeEndObject();
    }
  }

  private static Owner owner(JsonObject owner) {
    return new Owner(
        owner.text("name"),
        owner.optionalText("zone"),
        owner.optionalText("policy"),
        owner.optionalText("part"));
  }

  private void text(String name, Optional<String> text) {
    if (text.isPresent()) {
      json.writeStringProperty(name, text.get());
    }
  }

  private void elements(List<MatchedElement> elements) {
    if (!elements.isEmpty()) {
      json.writeArrayPropertyStart("elements");
      elements.forEach(this::element);
      json.writeEndArray();
    }
  }

  private static List<MatchedElement> elements(JsonObject object) {
    return object.objects("elements").stream().map(WhyJson::element).toList();
  }

  private void element(MatchedElement element) {
    json.writeStartObject();
    text("set", element.set());
    json.writeStringProperty("key", element.key());
    text("element", element.element());
    text("comment", element.comment());
    json.writeEndObject();
  }

  private static MatchedElement element(JsonObject element) {
    return new MatchedElement(
        element.optionalText("set"),
        element.text("key"),
        element.optionalText("element"),
        element.optionalText("comment"));
  }

  private void passed(Passed passed) {
    json.writeStartObject();
    json.writeStringProperty("family", passed.family());
    json.writeStringProperty("table", passed.table());
    json.writeStringProperty("chain", passed.chain());
    json.writeNumberProperty("priority", passed.priority());
    json.writeEndObject();
  }

  private static Passed passed(JsonObject passed) {
    return new Passed(
        passed.text("family"),
        passed.text("table"),
        passed.text("chain"),
        passed.integer("priority"));
  }

  private void path(RulePath path) {
    if (!path.steps().isEmpty()) {
      json.writeArrayPropertyStart("path");
      path.steps().forEach(this::step);
      json.writeEndArray();
    }
    if (!path.complete()) {
      json.writeBooleanProperty("pathPartial", true);
    }
  }

  private static RulePath path(JsonObject object) {
    var steps = object.objects("path").stream().map(WhyJson::step).toList();
    return new RulePath(steps, !(object.has("pathPartial") && object.flag("pathPartial")));
  }

  private void step(Step step) {
    json.writeStartObject();
    json.writeStringProperty("chain", step.chain());
    json.writeNumberProperty("handle", step.handle());
    switch (step.rule()) {
      case RuleText.Known(var text) -> json.writeStringProperty("rule", text);
      case RuleText.Unknown(var reason) -> json.writeStringProperty("ruleUnknown", reason);
    }
    json.writeStringProperty("jump", step.kind().label());
    elements(step.elements());
    json.writeEndObject();
  }

  private static Step step(JsonObject step) {
    return new Step(
        step.text("chain"),
        step.number("handle"),
        step.optionalText("rule")
            .<RuleText>map(RuleText.Known::new)
            .orElseGet(() -> new RuleText.Unknown(step.text("ruleUnknown"))),
        kind(step.text("jump")),
        elements(step));
  }

  private static Kind kind(String label) {
    return Arrays.stream(Kind.values())
        .filter(kind -> kind.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalJsonException("\"jump\" is not known"));
  }
}
