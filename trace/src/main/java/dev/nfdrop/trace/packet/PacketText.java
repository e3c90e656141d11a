package dev.nfdrop.trace.packet;

/// The short text of a packet.
public final class PacketText {
  private PacketText() {}

  /// Appends the packet in one line of printable ASCII.
  public static void append(StringBuilder text, Packet packet) {
    text.append("len ").append(packet.length());
  }
}
