package dev.nfdrop.trace.packet;

/// Why a packet could not be decoded to its end.
public sealed interface Flaw {
  /// One short sentence without a full stop.
  String text();

  /// The packet contradicts itself, or the standard.
  record Malformed(String text) implements Flaw {}

  /// The packet goes on where the captured bytes end.
  record Truncated(String text) implements Flaw {}
}
