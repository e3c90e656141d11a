package dev.nfdrop.trace.packet;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/// What tshark prints for a packet, in the names of its own fields.
///
/// A field that occurs again, in the packet inside an ICMP error, follows after a comma.
final class TsharkFields {
  /// Every field that {@link #of} may name.
  static final List<String> NAMES =
      List.of(
          "eth.src,eth.dst,vlan.id,vlan.priority",
          "arp.opcode,arp.src.proto_ipv4,arp.dst.proto_ipv4,arp.src.hw_mac,arp.dst.hw_mac",
          "ip.src,ip.dst,ip.hdr_len,ip.len,ip.ttl,ip.proto,ip.frag_offset,ip.flags.mf",
          "ipv6.src,ipv6.dst,ipv6.plen,ipv6.hlim,ipv6.fraghdr.offset,ipv6.fraghdr.more",
          "tcp.srcport,tcp.dstport,tcp.seq,tcp.ack_raw,tcp.hdr_len,tcp.flags",
          "tcp.window_size_value,udp.srcport,udp.dstport,udp.length,sctp.srcport,sctp.dstport",
          "sctp.chunk_type,vxlan.vni,geneve.vni,gre.key",
          "icmp.type,icmp.code,icmp.ident,icmp.seq,icmpv6.type,icmpv6.code",
          "icmpv6.echo.identifier,icmpv6.echo.sequence_number",
          "icmpv6.nd.ns.target_address,icmpv6.nd.na.target_address");

  private static final int NEIGHBOR_SOLICIT = 135;
  private static final int FRAGMENT_UNIT = 8;
  private static final Layer NOTHING = new Layer.Opaque(0);
  private static final Layer.Fragment NOT_FRAGMENTED = new Layer.Fragment(0, 0, false);

  private boolean ipv4;
  private final Map<String, String> fields = new TreeMap<>();

  static Map<String, String> of(Packet packet) {
    var fields = new TsharkFields();
    fields.layers(packet.layers());
    return fields.fields;
  }

  private void put(String name, Object value) {
    fields.merge(name, value.toString(), (first, second) -> first + "," + second);
  }

  private void layers(List<Layer> layers) {
    for (int i = 0; i < layers.size(); i++) {
      var next = i + 1 < layers.size() ? layers.get(i + 1) : NOTHING;
      layer(layers.get(i), next);
    }
  }

  private void layer(Layer layer, Layer next) {
    switch (layer) {
      case Layer.Ethernet ethernet -> {
        put("eth.src", ethernet.source());
        put("eth.dst", ethernet.destination());
      }
      case Layer.Vlan vlan -> {
        put("vlan.id", vlan.id());
        put("vlan.priority", vlan.priority());
      }
      case Layer.Arp arp -> arp(arp);
      case Layer.Ipv4 ip -> ipv4(ip, next);
      case Layer.Ipv6 ip -> ipv6(ip);
      case Layer.Ipv6Extension _ -> {}
      case Layer.Fragment fragment -> {
        if (!ipv4) {
          put("ipv6.fraghdr.offset", fragment.offset() / FRAGMENT_UNIT);
          put("ipv6.fraghdr.more", fragment.more() ? 1 : 0);
        }
      }
      case Layer.Transport transport -> transport(transport);
      case Layer.Tunnel tunnel -> tunnel(tunnel);
    }
  }

  private void arp(Layer.Arp arp) {
    put("arp.opcode", arp.operation());
    put("arp.src.proto_ipv4", arp.sender());
    put("arp.dst.proto_ipv4", arp.target());
    put("arp.src.hw_mac", arp.senderHardware().orElseThrow());
    put("arp.dst.hw_mac", arp.targetHardware().orElseThrow());
  }

  private void ipv4(Layer.Ipv4 ip, Layer next) {
    ipv4 = true;
    var fragment = next instanceof Layer.Fragment header ? header : NOT_FRAGMENTED;
    put("ip.frag_offset", fragment.offset() / FRAGMENT_UNIT);
    put("ip.flags.mf", fragment.more() ? 1 : 0);
    put("ip.src", ip.source());
    put("ip.dst", ip.destination());
    put("ip.hdr_len", ip.headerLength());
    put("ip.len", ip.totalLength());
    put("ip.ttl", ip.timeToLive());
    put("ip.proto", ip.protocol());
  }

  private void ipv6(Layer.Ipv6 ip) {
    ipv4 = false;
    put("ipv6.src", ip.source());
    put("ipv6.dst", ip.destination());
    put("ipv6.plen", ip.payloadLength());
    put("ipv6.hlim", ip.hopLimit());
  }

  private void tunnel(Layer.Tunnel tunnel) {
    tunnel
        .id()
        .ifPresent(id -> {
          switch (tunnel.type()) {
            case VXLAN -> put("vxlan.vni", id);
            case GENEVE -> put("geneve.vni", "0x%06x".formatted(id));
            case GRE -> put("gre.key", "0x%08x".formatted(id));
            case IPIP, SIT, IP6TNL -> {}
          }
        });
    layers(tunnel.packet().layers());
  }

  private void transport(Layer.Transport transport) {
    switch (transport) {
      case Layer.Tcp tcp -> {
        put("tcp.srcport", tcp.sourcePort());
        put("tcp.dstport", tcp.destinationPort());
        put("tcp.seq", tcp.sequence());
        put("tcp.ack_raw", tcp.acknowledgment());
        put("tcp.hdr_len", tcp.headerLength());
        put("tcp.window_size_value", tcp.window());
        put("tcp.flags", "0x%04x".formatted(tcp.flags()));
      }
      case Layer.Udp udp -> {
        put("udp.srcport", udp.sourcePort());
        put("udp.dstport", udp.destinationPort());
        put("udp.length", udp.length());
      }
      case Layer.Sctp sctp -> {
        put("sctp.srcport", sctp.sourcePort());
        put("sctp.dstport", sctp.destinationPort());
        sctp.chunk().ifPresent(type -> put("sctp.chunk_type", type));
      }
      case Layer.Icmp icmp -> {
        put("icmp.type", icmp.type());
        put("icmp.code", icmp.code());
        body("icmp", icmp.body());
      }
      case Layer.Icmpv6 icmp -> {
        put("icmpv6.type", icmp.type());
        put("icmpv6.code", icmp.code());
        body(icmp.type() == NEIGHBOR_SOLICIT ? "icmpv6.nd.ns" : "icmpv6.nd.na", icmp.body());
      }
      case Layer.Ports _, Layer.Opaque _ -> {}
    }
  }

  private void body(String protocol, IcmpBody body) {
    switch (body) {
      case IcmpBody.Query(var identifier, var sequence) -> {
        var names = queryNames(protocol);
        put(
            names.identifier,
            protocol.equals("icmp") ? identifier : "0x%04x".formatted(identifier));
        put(names.sequence, sequence);
      }
      case IcmpBody.Quote(_, var packet) -> layers(packet.layers());
      case IcmpBody.Target(var address) -> put(protocol + ".target_address", address);
      case IcmpBody.None() -> {}
    }
  }

  private record QueryNames(String identifier, String sequence) {}

  private static QueryNames queryNames(String protocol) {
    return protocol.equals("icmp")
        ? new QueryNames("icmp.ident", "icmp.seq")
        : new QueryNames("icmpv6.echo.identifier", "icmpv6.echo.sequence_number");
  }
}
