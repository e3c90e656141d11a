package dev.nfdrop.trace;

import dev.nfdrop.trace.packet.CapturedPacket;

/// Receives drops and what belongs to them in their order, on the thread that polls a {@link
/// Tracer} or reads a file.
public interface DropListener {
  /// A drop.
  ///
  /// @param packet what {@link Drop#packet()} was decoded from; its bytes are there only during the
  ///   call
  void drop(Drop drop, CapturedPacket packet);

  /// The ruleset that the following drops of a namespace come from. Comes before the first of them,
  /// and again before the first one after a change; not at all where `nft` does not list it.
  default void ruleset(ListedRuleset ruleset) {}

  /// Drops are missing here.
  ///
  /// @param count further records that found no room in the ring buffer
  void lost(long count);

  /// Drops may be missing here, and nobody knows how many.
  void overrun();
}
