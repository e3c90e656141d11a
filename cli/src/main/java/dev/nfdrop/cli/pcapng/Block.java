package dev.nfdrop.cli.pcapng;

import java.util.Optional;

/// A block that was read, as far as drops need it.
public sealed interface Block {
  /// A packet.
  ///
  /// @param bytes those that were captured
  /// @param text of our own, if there is any
  @SuppressWarnings("ArrayRecordComponent") // never compared
  record EnhancedPacket(byte[] bytes, Optional<String> text) implements Block {}

  /// Counts of an interface.
  ///
  /// @param text of our own, if there is any
  record InterfaceStatistics(Optional<String> text) implements Block {}

  /// Something else.
  record Other() implements Block {}
}
