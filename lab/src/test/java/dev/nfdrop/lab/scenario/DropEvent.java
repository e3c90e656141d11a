package dev.nfdrop.lab.scenario;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import tools.jackson.databind.JsonNode;

/// The part of a reported drop that scenarios compare.
///
/// @param handle the rule's handle, absent where a policy decided
/// @param rule the rule's text, absent where a policy decided
record DropEvent(
    String verdict,
    String cause,
    String family,
    String table,
    String chain,
    OptionalLong handle,
    Optional<String> rule,
    String hook,
    String basechain,
    Packet packet) {

  /// What a packet was.
  record Packet(String protocol, String source, String destination, OptionalInt port) {

    static Packet udp(String source, String destination, int port) {
      return new Packet("udp", source, destination, OptionalInt.of(port));
    }

    static Packet tcp(String source, String destination, int port) {
      return new Packet("tcp", source, destination, OptionalInt.of(port));
    }

    static Packet arp(String source, String destination) {
      return new Packet("arp", source, destination, OptionalInt.empty());
    }
  }

  /// The event that a drop by this rule has to be.
  static DropEvent by(Ruleset.Rule rule, String hook, String basechain, Packet packet) {
    return new DropEvent(
        "drop",
        "rule",
        rule.family(),
        rule.table(),
        rule.chain(),
        OptionalLong.of(rule.handle()),
        Optional.of(rule.text()),
        hook,
        basechain,
        packet);
  }

  /// The same, but the sender was told.
  DropEvent rejected() {
    return new DropEvent(
        "reject", cause, family, table, chain, handle, rule, hook, basechain, packet);
  }

  /// The event that a drop by a base chain's policy has to be.
  static DropEvent byPolicy(String family, String table, String chain, String hook, Packet packet) {
    return new DropEvent(
        "drop",
        "policy",
        family,
        table,
        chain,
        OptionalLong.empty(),
        Optional.empty(),
        hook,
        chain,
        packet);
  }

  /// A rule on the way to the one that dropped the packet.
  record Step(String chain, long handle, String rule, String jump) {}

  /// The way to the rule that dropped the packet, in a line of `nfdrop --json`.
  static List<Step> path(JsonNode json) {
    var steps = new ArrayList<Step>();
    for (var step : json.path("path")) {
      steps.add(
          new Step(
              step.path("chain").asString(),
              step.path("handle").asLong(),
              step.path("rule").asString("(no rule)"),
              step.path("jump").asString()));
    }
    return steps;
  }

  /// The elements that a step of the way, or a drop, tells: `services 22=22`.
  static List<String> elements(JsonNode json) {
    var texts = new ArrayList<String>();
    for (var each : json.path("elements")) {
      var text =
          "%s %s=%s %s"
              .formatted(
                  each.path("set").asString(""),
                  each.path("key").asString(),
                  each.path("element").asString(""),
                  each.path("comment").asString(""));
      texts.add(text.strip());
    }
    return texts;
  }

  /// The event of a line of `nfdrop --json`.
  static DropEvent of(JsonNode json) {
    var handle = json.path("handle");
    var packet = json.path("packet");
    var port = packet.path("dport");
    return new DropEvent(
        json.path("verdict").asString("(no verdict)"),
        json.path("cause").asString("(no cause)"),
        json.path("family").asString("(no family)"),
        json.path("table").asString("(no table)"),
        json.path("chain").asString("(no chain)"),
        handle.isMissingNode() ? OptionalLong.empty() : OptionalLong.of(handle.asLong()),
        text(json, "rule").or(() -> text(json, "ruleUnknown")),
        json.path("hook").asString("(no hook)"),
        json.path("basechain").asString("(no basechain)"),
        new Packet(
            packet.path("proto").asString("(no proto)"),
            packet.path("src").asString("(no src)"),
            packet.path("dst").asString("(no dst)"),
            port.isMissingNode() ? OptionalInt.empty() : OptionalInt.of(port.asInt())));
  }

  private static Optional<String> text(JsonNode json, String field) {
    return json.has(field) ? Optional.of(json.path(field).asString()) : Optional.empty();
  }
}
