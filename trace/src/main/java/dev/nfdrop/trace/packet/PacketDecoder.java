package dev.nfdrop.trace.packet;

import static dev.nfdrop.trace.packet.NetworkDecoder.ETHERNET_HEADER;
import static dev.nfdrop.trace.packet.NetworkDecoder.MOST_VLAN_TAGS;
import static dev.nfdrop.trace.packet.NetworkDecoder.VLAN_TAG;

/// Decodes captured bytes: Ethernet, VLAN tags, then ARP or IP.
///
/// It never throws and never reads outside the captured bytes, whatever they and the offsets hold.
/// `skb->protocol` decides what the network header is; the frame's own type only where the packet
/// has no network header.
public final class PacketDecoder {
  private static final int ETHERNET_TYPE = 12;

  private final CapturedPacket captured;
  private final Decoding out = Decoding.ofPacket();

  private PacketDecoder(CapturedPacket captured) {
    this.captured = captured;
  }

  /// Decodes a packet as far as its bytes allow.
  public static Packet decode(CapturedPacket captured) {
    return new PacketDecoder(captured).decode();
  }

  private Packet decode() {
    int type = captured.protocol();
    int offset = captured.networkOffset();
    if (captured.hasEthernet()) {
      var frame = Window.of(captured, captured.macOffset());
      if (out.require(frame, ETHERNET_HEADER, "Ethernet header")) {
        out.add(NetworkDecoder.ethernet(frame));
        offloadedVlan();
        int tags = vlanTags(frame);
        if (offset < 0) {
          offset = captured.macOffset() + ETHERNET_HEADER + tags * VLAN_TAG;
          type = frame.u16(ETHERNET_TYPE + tags * VLAN_TAG);
        }
      }
    } else {
      offloadedVlan();
    }
    if (offset >= 0) {
      NetworkDecoder.decode(out, type, Window.of(captured, offset));
    }
    return out.finish(captured.length());
  }

  private void offloadedVlan() {
    if (captured.vlan().present()) {
      out.add(new Layer.Vlan(captured.vlan().control() & 0xffff, true));
    }
  }

  /// Adds the tags between the addresses and the network header, and returns how many there are.
  private int vlanTags(Window frame) {
    int headers =
        captured.networkOffset() < 0
            ? Integer.MAX_VALUE
            : captured.networkOffset() - captured.macOffset();
    int tags = 0;
    int end = ETHERNET_HEADER + VLAN_TAG;
    while (tags < MOST_VLAN_TAGS
        && end <= headers
        && frame.has(end)
        && EtherType.isVlan(frame.u16(end - VLAN_TAG - 2))) {
      out.add(new Layer.Vlan(frame.u16(end - VLAN_TAG), false));
      tags++;
      end += VLAN_TAG;
    }
    return tags;
  }
}
