package dev.nfdrop.trace.packet;

import org.jspecify.annotations.Nullable;

/// The short text of a packet, a line of printable ASCII.
public final class PacketText {
  private static final int ARP_REQUEST = 1;
  private static final int ARP_REPLY = 2;
  private static final int WIDTH_OF_TYPE = 4;

  private final StringBuilder text;
  private Layer.@Nullable Ethernet ethernet;
  private Layer.@Nullable Network network;
  private Layer.@Nullable Fragment fragment;
  private boolean named;

  private PacketText(StringBuilder text) {
    this.text = text;
  }

  /// Appends for example `10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60`.
  public static void append(StringBuilder text, Packet packet) {
    var writer = new PacketText(text);
    writer.layers(packet);
    text.append("len ");
    packet.length().ifPresentOrElse(text::append, () -> text.append('?'));
    if (packet.flaw().isPresent()) {
      text.append(' ');
      writer.flaw(packet.flaw().get());
    }
  }

  private void flaw(Flaw flaw) {
    switch (flaw) {
      case Flaw.Malformed(var what) -> text.append("malformed: ").append(what);
      case Flaw.Truncated(var what) -> text.append("truncated: ").append(what);
    }
  }

  /// Appends everything but length and flaw, and a space if that was anything.
  private void layers(Packet packet) {
    var layers = packet.layers();
    for (int i = 0; i < layers.size(); i++) {
      layer(layers.get(i));
    }
    if (!named && ethernet != null) {
      ethernet(ethernet);
    }
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i) instanceof Layer.Vlan vlan) {
        text.append("vlan ").append(vlan.id()).append(' ');
      }
    }
  }

  private void layer(Layer layer) {
    switch (layer) {
      case Layer.Ethernet header -> ethernet = header;
      case Layer.Arp arp -> arp(arp);
      case Layer.Network header -> network = header;
      case Layer.Fragment header -> fragment = header;
      case Layer.Transport transport -> transport(transport);
      case Layer.Tunnel tunnel -> tunnel(tunnel);
      case Layer.Vlan _, Layer.Ipv6Extension _ -> {}
    }
  }

  private void ethernet(Layer.Ethernet header) {
    header.source().appendTo(text);
    text.append(" > ");
    header.destination().appendTo(text);
    if (header.etherType() < EtherType.LOWEST) {
      text.append(" 802.3 length ").append(header.etherType()).append(' ');
      return;
    }
    text.append(" ethertype 0x");
    for (int digit = WIDTH_OF_TYPE - 1; digit >= 0; digit--) {
      text.append(Character.forDigit(header.etherType() >>> (4 * digit) & 0xf, 16));
    }
    text.append(' ');
  }

  private void arp(Layer.Arp arp) {
    named = true;
    text.append("ARP ");
    switch (arp.operation()) {
      case ARP_REQUEST -> {
        text.append("who-has ");
        arp.target().appendTo(text);
        text.append(" tell ");
        arp.sender().appendTo(text);
      }
      case ARP_REPLY -> {
        arp.sender().appendTo(text);
        text.append(" is-at ");
        arp.senderHardware()
            .ifPresentOrElse(mac -> mac.appendTo(text), () -> text.append("unknown"));
      }
      default -> {
        text.append("operation ").append(arp.operation()).append(' ');
        arp.sender().appendTo(text);
        text.append(" > ");
        arp.target().appendTo(text);
      }
    }
    text.append(' ');
  }

  private void transport(Layer.Transport transport) {
    named = true;
    switch (transport) {
      case Layer.Tcp tcp -> {
        ends(tcp.protocol(), tcp.sourcePort(), tcp.destinationPort());
        text.append('[');
        TcpFlag.appendLetters(text, tcp.flags());
        text.append("] ");
      }
      case Layer.Udp udp -> ends(udp.protocol(), udp.sourcePort(), udp.destinationPort());
      case Layer.Sctp sctp -> {
        ends(sctp.protocol(), sctp.sourcePort(), sctp.destinationPort());
        sctp.chunk().ifPresent(type -> text.append('[').append(SctpChunk.name(type)).append("] "));
      }
      case Layer.Ports(var protocol, var source, var destination) ->
          ends(protocol, source, destination);
      case Layer.Icmp icmp -> {
        ends(icmp.protocol(), -1, -1);
        icmp(icmp);
      }
      case Layer.Icmpv6 icmp -> {
        ends(icmp.protocol(), -1, -1);
        icmpv6(icmp);
      }
      case Layer.Opaque(var protocol) -> ends(protocol, -1, -1);
    }
    if (fragment != null) {
      fragment(fragment);
    }
  }

  /// Appends addresses, ports where they are not negative, and the protocol.
  private void ends(int protocol, int sourcePort, int destinationPort) {
    if (network != null) {
      end(network.source(), sourcePort);
      text.append(" > ");
      end(network.destination(), destinationPort);
      text.append(' ');
    }
    text.append(IpProtocol.displayName(protocol)).append(' ');
  }

  private void end(IpAddress address, int port) {
    if (port < 0) {
      address.appendTo(text);
      return;
    }
    switch (address) {
      case Ipv4Address ipv4 -> ipv4.appendTo(text);
      case Ipv6Address ipv6 -> {
        text.append('[');
        ipv6.appendTo(text);
        text.append(']');
      }
    }
    text.append(':').append(port);
  }

  private void fragment(Layer.Fragment header) {
    text.append("frag ").append(header.identification()).append('@').append(header.offset());
    text.append(header.more() ? "+ " : " ");
  }

  /// Appends `vxlan 42 { … } `; a protocol of its own has been named before.
  private void tunnel(Layer.Tunnel tunnel) {
    if (tunnel.type().isInUdp()) {
      text.append(tunnel.type().label()).append(' ');
    }
    tunnel.id().ifPresent(id -> text.append(id).append(' '));
    text.append("{ ");
    new PacketText(text).layers(tunnel.packet());
    if (tunnel.packet().flaw().isPresent()) {
      flaw(tunnel.packet().flaw().get());
      text.append(' ');
    }
    text.append("} ");
  }

  private void icmp(Layer.Icmp icmp) {
    text.append(IcmpType.name(icmp.type())).append(' ');
    if (IcmpType.hasCodeNames(icmp.type())) {
      text.append(IcmpType.codeName(icmp.code())).append(' ');
    }
    body(icmp.body());
  }

  private void icmpv6(Layer.Icmpv6 icmp) {
    text.append(Icmpv6Type.name(icmp.type())).append(' ');
    if (Icmpv6Type.hasCodeNames(icmp.type())) {
      text.append(Icmpv6Type.codeName(icmp.code())).append(' ');
    }
    body(icmp.body());
  }

  private void body(IcmpBody body) {
    switch (body) {
      case IcmpBody.Query(var identifier, var sequence) ->
          text.append("id ").append(identifier).append(" seq ").append(sequence).append(' ');
      case IcmpBody.Quote(_, var packet) -> {
        text.append("for (");
        new PacketText(text).layers(packet);
        if (text.charAt(text.length() - 1) == ' ') {
          text.setLength(text.length() - 1);
        }
        text.append(") ");
      }
      case IcmpBody.Target(var address) -> {
        text.append("target ");
        address.appendTo(text);
        text.append(' ');
      }
      case IcmpBody.None() -> {}
    }
  }
}
