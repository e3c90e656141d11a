package dev.nfdrop.trace.packet;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A packet, decoded as far as its bytes allow.
///
/// @param length the packet's length in bytes: `skb->len` where that is known, or what its IP
///   header says where the packet was found inside an ICMP error
/// @param layers what was decoded, outermost first; empty where nothing could be
/// @param flaw why decoding went no further, or what is wrong in the packet
public record Packet(OptionalInt length, List<Layer> layers, Optional<Flaw> flaw) {
  public Packet {
    layers = List.copyOf(layers);
  }

  /// A packet of which nothing is known but its length.
  public static Packet undecoded(int length) {
    return new Packet(OptionalInt.of(length), List.of(), Optional.empty());
  }

  /// The packet in one line, for example `10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60`.
  @Override
  public String toString() {
    var text = new StringBuilder();
    PacketText.append(text, this);
    return text.toString();
  }
}
