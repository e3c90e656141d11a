package dev.nfdrop.cli.sink;

import dev.nfdrop.trace.packet.Flaw;
import dev.nfdrop.trace.packet.IcmpBody;
import dev.nfdrop.trace.packet.IcmpType;
import dev.nfdrop.trace.packet.Icmpv6Type;
import dev.nfdrop.trace.packet.IpAddress;
import dev.nfdrop.trace.packet.IpProtocol;
import dev.nfdrop.trace.packet.Layer;
import dev.nfdrop.trace.packet.MacAddress;
import dev.nfdrop.trace.packet.Packet;
import dev.nfdrop.trace.packet.SctpChunk;
import dev.nfdrop.trace.packet.TcpFlag;
import java.util.List;
import tools.jackson.core.JsonGenerator;

/// Writes a packet as one JSON object.
///
/// Headers that may occur more than once become arrays; of the others a packet has one at most.
final class PacketJson {
  private static final TcpFlag[] TCP_FLAGS = TcpFlag.values();
  private static final int WIDTH_OF_TYPE = 4;
  private static final String PROTOCOL = "proto";

  private final JsonGenerator json;
  private final JsonText text;

  PacketJson(JsonGenerator json, JsonText text) {
    this.json = json;
    this.text = text;
  }

  void write(Packet packet) {
    json.writeStartObject();
    fields(packet);
    json.writeEndObject();
  }

  private void fields(Packet packet) {
    var layers = packet.layers();
    for (int i = 0; i < layers.size(); i++) {
      layer(layers, i);
    }
    if (packet.flaw().isPresent()) {
      switch (packet.flaw().get()) {
        case Flaw.Malformed(var what) -> json.writeStringProperty("malformed", what);
        case Flaw.Truncated(var what) -> json.writeStringProperty("truncated", what);
      }
    }
  }

  private void layer(List<Layer> layers, int index) {
    switch (layers.get(index)) {
      case Layer.Ethernet ethernet -> ethernet(ethernet);
      case Layer.Vlan _ -> vlans(layers, index);
      case Layer.Arp arp -> arp(arp);
      case Layer.Ipv4 ip -> network(ip, ip.timeToLive());
      case Layer.Ipv6 ip -> network(ip, ip.hopLimit());
      case Layer.Ipv6Extension _ -> extensions(layers, index);
      case Layer.Fragment fragment -> fragment(layers, index, fragment);
      case Layer.Transport transport -> transport(transport);
      case Layer.Tunnel tunnel -> tunnel(tunnel);
    }
  }

  private void ethernet(Layer.Ethernet ethernet) {
    json.writeName("l2");
    json.writeStartObject();
    mac("src", ethernet.source());
    mac("dst", ethernet.destination());
    json.writeName("ethertype");
    var type = text.begin().append("0x");
    for (int digit = WIDTH_OF_TYPE - 1; digit >= 0; digit--) {
      type.append(Character.forDigit(ethernet.etherType() >>> (4 * digit) & 0xf, 16));
    }
    text.end();
    json.writeEndObject();
  }

  /// Writes all tags where the first one is.
  private void vlans(List<Layer> layers, int index) {
    if (index > 0 && layers.get(index - 1) instanceof Layer.Vlan) {
      return;
    }
    json.writeName("vlan");
    json.writeStartArray();
    for (int i = index; i < layers.size() && layers.get(i) instanceof Layer.Vlan tag; i++) {
      json.writeStartObject();
      json.writeNumberProperty("id", tag.id());
      json.writeNumberProperty("priority", tag.priority());
      json.writeBooleanProperty("dropEligible", tag.dropEligible());
      json.writeBooleanProperty("offloaded", tag.offloaded());
      json.writeEndObject();
    }
    json.writeEndArray();
  }

  private void arp(Layer.Arp arp) {
    address("src", arp.sender());
    address("dst", arp.target());
    json.writeStringProperty(PROTOCOL, "arp");
    json.writeName("arp");
    json.writeStartObject();
    json.writeNumberProperty("operation", arp.operation());
    arp.senderHardware().ifPresent(mac -> mac("senderMac", mac));
    arp.targetHardware().ifPresent(mac -> mac("targetMac", mac));
    json.writeEndObject();
  }

  private void network(Layer.Network header, int timeToLive) {
    address("src", header.source());
    address("dst", header.destination());
    json.writeNumberProperty("ttl", timeToLive);
  }

  /// Writes all extension headers where the first one is.
  private void extensions(List<Layer> layers, int index) {
    if (hasBefore(layers, index, Layer.Ipv6Extension.class)) {
      return;
    }
    json.writeName("extensions");
    json.writeStartArray();
    for (int i = index; i < layers.size(); i++) {
      if (layers.get(i) instanceof Layer.Ipv6Extension(var kind, _)) {
        json.writeString(IpProtocol.name(kind));
      }
    }
    json.writeEndArray();
  }

  private static boolean hasBefore(List<Layer> layers, int index, Class<? extends Layer> kind) {
    for (int i = 0; i < index; i++) {
      if (kind.isInstance(layers.get(i))) {
        return true;
      }
    }
    return false;
  }

  private void fragment(List<Layer> layers, int index, Layer.Fragment fragment) {
    if (hasBefore(layers, index, Layer.Fragment.class)) {
      return;
    }
    json.writeName("fragment");
    json.writeStartObject();
    json.writeNumberProperty("id", fragment.identification());
    json.writeNumberProperty("offset", fragment.offset());
    json.writeBooleanProperty("more", fragment.more());
    json.writeEndObject();
  }

  private void transport(Layer.Transport transport) {
    json.writeStringProperty(PROTOCOL, IpProtocol.name(transport.protocol()));
    switch (transport) {
      case Layer.Tcp tcp -> tcp(tcp);
      case Layer.Udp udp -> ports(udp.sourcePort(), udp.destinationPort());
      case Layer.Sctp sctp -> {
        ports(sctp.sourcePort(), sctp.destinationPort());
        sctp.chunk().ifPresent(type -> json.writeStringProperty("chunk", SctpChunk.name(type)));
      }
      case Layer.Ports(_, var source, var destination) -> ports(source, destination);
      case Layer.Icmp(var type, var code, var body) -> icmp(type, code, IcmpType.name(type), body);
      case Layer.Icmpv6(var type, var code, var body) ->
          icmp(type, code, Icmpv6Type.name(type), body);
      case Layer.Opaque _ -> {}
    }
  }

  private void ports(int source, int destination) {
    json.writeNumberProperty("sport", source);
    json.writeNumberProperty("dport", destination);
  }

  private void tcp(Layer.Tcp tcp) {
    ports(tcp.sourcePort(), tcp.destinationPort());
    json.writeName("flags");
    json.writeStartArray();
    for (var flag : TCP_FLAGS) {
      if (flag.isIn(tcp.flags())) {
        json.writeString(flag.label());
      }
    }
    json.writeEndArray();
    json.writeNumberProperty("seq", tcp.sequence());
    json.writeNumberProperty("ack", tcp.acknowledgment());
    json.writeNumberProperty("window", tcp.window());
  }

  private void tunnel(Layer.Tunnel tunnel) {
    json.writeName("tunnel");
    json.writeStartObject();
    json.writeStringProperty("type", tunnel.type().label());
    tunnel.id().ifPresent(id -> json.writeNumberProperty("id", id));
    inner("packet", tunnel.packet());
    json.writeEndObject();
  }

  /// A packet inside this one, and its own length.
  private void inner(String name, Packet packet) {
    json.writeName(name);
    json.writeStartObject();
    if (packet.length().isPresent()) {
      json.writeNumberProperty("len", packet.length().getAsInt());
    }
    fields(packet);
    json.writeEndObject();
  }

  private void icmp(int type, int code, String name, IcmpBody body) {
    json.writeName("icmp");
    json.writeStartObject();
    json.writeNumberProperty("type", type);
    json.writeNumberProperty("code", code);
    json.writeStringProperty("name", name);
    switch (body) {
      case IcmpBody.Query(var identifier, var sequence) -> {
        json.writeNumberProperty("id", identifier);
        json.writeNumberProperty("seq", sequence);
      }
      case IcmpBody.Quote(var parameter, var packet) -> {
        json.writeNumberProperty("parameter", parameter);
        inner("quoted", packet);
      }
      case IcmpBody.Target(var address) -> address("target", address);
      case IcmpBody.None() -> {}
    }
    json.writeEndObject();
  }

  private void address(String name, IpAddress address) {
    json.writeName(name);
    address.appendTo(text.begin());
    text.end();
  }

  private void mac(String name, MacAddress address) {
    json.writeName(name);
    address.appendTo(text.begin());
    text.end();
  }
}
