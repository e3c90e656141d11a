package dev.nfdrop.cli.sink;

import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Hook;
import dev.nfdrop.trace.Drop.HookFunction;
import dev.nfdrop.trace.Drop.Interface;
import dev.nfdrop.trace.Drop.Namespace;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.packet.Packet;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;
import tools.jackson.core.JsonGenerator;

/// A drop as a JSON object, all but its packet: written, and read again.
///
/// What is written and what reads it stand side by side, and every component of a [Drop] has to
/// come back: `DropJsonTest` makes drops up from whatever components there are.
public final class DropJson {
  /// What {@link Timestamp#rfc3339} prints.
  private static final Pattern TIME =
      Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");

  private final JsonGenerator json;
  private final JsonText text;
  private final WhyJson why;
  private final Timestamp time = Timestamp.rfc3339();

  public DropJson(JsonGenerator json) {
    this.json = json;
    this.text = new JsonText(json);
    this.why = new WhyJson(json);
  }

  /// Writes the members of the object that has been begun.
  public void write(Drop drop) {
    json.writeStringProperty("type", drop.verdict().lives() ? "verdict" : "drop");
    json.writeName("time");
    time.append(text.begin(), drop.time());
    text.end();
    decider(drop);
    hook(drop.hook(), drop.cause());
    why.write(drop.why());
    device("iif", "iifIndex", drop.iif());
    device("oif", "oifIndex", drop.oif());
    namespace(drop.netns());
    json.writeNumberProperty("mark", Integer.toUnsignedLong(drop.mark()));
    new MetaJson(json).write(drop.meta());
    drop.conntrack().ifPresent(new ConntrackJson(json)::write);
    if (drop.length().isPresent()) {
      json.writeNumberProperty("len", drop.length().getAsInt());
    }
  }

  /// Writes the members that tell who decided.
  void decider(Drop drop) {
    json.writeStringProperty("verdict", drop.verdict().label());
    json.writeStringProperty("cause", drop.cause().label());
    name("family", drop.family(), drop.cause());
    name("table", drop.table(), drop.cause());
    name("chain", drop.chain(), drop.cause());
    if (drop.handle().isPresent()) {
      json.writeNumberProperty("handle", drop.handle().getAsLong());
    }
    rule(drop.rule());
    if (drop.comment().isPresent()) {
      json.writeStringProperty("comment", drop.comment().get());
    }
  }

  /// The drop that an object tells of.
  ///
  /// @param packet the drop's packet, which is not read from JSON
  /// @throws IllegalJsonException if the object does not tell of one
  public static Drop read(JsonObject object, Packet packet) {
    return new Drop(
        time(object.text("time")),
        verdict(object.text("verdict")),
        cause(object.text("cause")),
        name("family", object),
        name("table", object),
        name("chain", object),
        object.optionalNumber("handle"),
        rule(object),
        object.optionalText("comment"),
        hook(object),
        WhyJson.read(object),
        device("iif", "iifIndex", object),
        device("oif", "oifIndex", object),
        namespace(object),
        object.unsigned("mark"),
        MetaJson.read(object),
        ConntrackJson.read(object),
        object.optionalInteger("len"),
        packet);
  }

  private static Instant time(String text) {
    if (!TIME.matcher(text).matches()) {
      throw new IllegalJsonException("\"time\" is no time");
    }
    try {
      return Instant.parse(text);
    } catch (DateTimeException e) {
      throw new IllegalJsonException("\"time\" is no time");
    }
  }

  private static Verdict verdict(String label) {
    return Arrays.stream(Verdict.values())
        .filter(verdict -> verdict.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalJsonException("\"verdict\" is not known"));
  }

  private static Cause cause(String label) {
    return Arrays.stream(Cause.values())
        .filter(cause -> cause.label().equals(label))
        .findFirst()
        .orElseThrow(() -> new IllegalJsonException("\"cause\" is not known"));
  }

  private void rule(Optional<RuleText> rule) {
    if (rule.isPresent()) {
      switch (rule.get()) {
        case RuleText.Known(var known) -> json.writeStringProperty("rule", known);
        case RuleText.Unknown(var reason) -> json.writeStringProperty("ruleUnknown", reason);
      }
    }
  }

  private static Optional<RuleText> rule(JsonObject object) {
    return object
        .optionalText("rule")
        .<RuleText>map(RuleText.Known::new)
        .or(() -> object.optionalText("ruleUnknown").map(RuleText.Unknown::new));
  }

  private void hook(Hook hook, Cause cause) {
    name("hook", hook.name(), cause);
    if (cause != Cause.HOOK || !hook.name().isEmpty() || hook.priority() != 0) {
      json.writeNumberProperty("priority", hook.priority());
    }
    name("basechain", hook.basechain(), cause);
    hook.function().ifPresent(this::function);
  }

  /// Writes the member `hookFunction`.
  void function(HookFunction function) {
    json.writeName("hookFunction");
    json.writeStartObject();
    json.writeStringProperty("name", function.name());
    if (function.module().isPresent()) {
      json.writeStringProperty("module", function.module().get());
    }
    json.writeEndObject();
  }

  /// Only of another hook's drop something may not be known; then it is empty.
  private void name(String field, String value, Cause cause) {
    if (cause != Cause.HOOK || !value.isEmpty()) {
      json.writeStringProperty(field, value);
    }
  }

  private static String name(String field, JsonObject object) {
    return isByHook(object) ? object.optionalText(field).orElse("") : object.text(field);
  }

  private static boolean isByHook(JsonObject object) {
    return object.text("cause").equals(Cause.HOOK.label());
  }

  private static Hook hook(JsonObject object) {
    return new Hook(
        name("hook", object),
        isByHook(object)
            ? object.optionalInteger("priority").orElse(0)
            : object.integer("priority"),
        name("basechain", object),
        object.optionalObject("hookFunction").map(DropJson::function));
  }

  private static HookFunction function(JsonObject object) {
    return new HookFunction(object.text("name"), object.optionalText("module"));
  }

  private void device(String name, String index, Optional<Interface> device) {
    if (device.isPresent()) {
      json.writeStringProperty(name, device.get().name());
      json.writeNumberProperty(index, device.get().index());
    }
  }

  private static Optional<Interface> device(String name, String index, JsonObject object) {
    return object
        .optionalText(name)
        .map(interfaceName -> new Interface(object.integer(index), interfaceName));
  }

  /// Writes the member `netns`.
  public void namespace(Namespace netns) {
    json.writeName("netns");
    json.writeStartObject();
    json.writeNumberProperty("inode", netns.inode());
    if (netns.name().isPresent()) {
      json.writeStringProperty("name", netns.name().get());
    }
    new OccupantJson(json).write(netns.occupant());
    json.writeEndObject();
  }

  /// The namespace of the member `netns`.
  public static Namespace namespace(JsonObject parent) {
    var object = parent.object("netns");
    return new Namespace(
        object.number("inode"), object.optionalText("name"), OccupantJson.read(object));
  }
}
