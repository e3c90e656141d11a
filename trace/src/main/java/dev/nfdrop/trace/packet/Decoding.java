package dev.nfdrop.trace.packet;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// The decoding of one packet: the layers found so far, and the first flaw.
///
/// Not thread-safe; used once.
final class Decoding {
  private static final int USUAL_LAYERS = 4;

  /// Where the packet was found.
  private enum Place {
    OUTERMOST,
    /// In an ICMP error.
    QUOTED,
    /// In a tunnel.
    TUNNELLED
  }

  private final Place place;
  private final List<Layer> layers = new ArrayList<>(USUAL_LAYERS);
  private Optional<Flaw> flaw = Optional.empty();

  private Decoding(Place place) {
    this.place = place;
  }

  static Decoding ofPacket() {
    return new Decoding(Place.OUTERMOST);
  }

  /// Of the packet inside an ICMP error.
  static Decoding ofQuoted() {
    return new Decoding(Place.QUOTED);
  }

  /// Of the packet that a tunnel carries.
  static Decoding ofTunnelled() {
    return new Decoding(Place.TUNNELLED);
  }

  /// Whether a packet that this one carries is looked for: one level only.
  boolean mayTunnel() {
    return place == Place.OUTERMOST;
  }

  /// Whether this is a packet inside an ICMP error, in which no further one is looked for.
  boolean isQuoted() {
    return place == Place.QUOTED;
  }

  /// Whether the packet, as far as it is decoded, is the first fragment of another.
  boolean isFragment() {
    return layers.stream().anyMatch(Layer.Fragment.class::isInstance);
  }

  boolean isIpv6() {
    return layers.stream().anyMatch(Layer.Ipv6.class::isInstance);
  }

  void add(Layer layer) {
    layers.add(layer);
  }

  void malformed(String text) {
    if (flaw.isEmpty()) {
      flaw = Optional.of(new Flaw.Malformed(text));
    }
  }

  private void truncated(String text) {
    if (flaw.isEmpty()) {
      flaw = Optional.of(new Flaw.Truncated(text));
    }
  }

  /// Whether the first `size` bytes of `part` can be read; notes the flaw where not.
  ///
  /// @param what the header that needs them
  boolean require(Window part, int size, String what) {
    if (part.has(size)) {
      return true;
    }
    if (part.length() < size) {
      malformed(what + " needs " + size + " bytes, packet has " + part.length() + " left");
    } else {
      truncated(what + " needs " + size + " bytes, captured " + part.captured());
    }
    return false;
  }

  /// @param length in bytes; {@link CapturedPacket#UNSET} where it is not known
  Packet finish(int length) {
    return new Packet(
        length == CapturedPacket.UNSET ? OptionalInt.empty() : OptionalInt.of(length),
        layers,
        flaw);
  }
}
