package dev.nfdrop.nftables.set;

import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/// An element of a set or map.
///
/// @param keys which keys it stands for
/// @param verdict `NF_` or `NFT_` code, where a map says one
public record SetElement(Keys keys, OptionalInt verdict, Optional<String> comment) {
  /// The keys of an element.
  public sealed interface Keys {
    /// This one.
    record One(ByteBuffer key) implements Keys {}

    /// All from one to another, both included; of a concatenation, part by part.
    record Range(ByteBuffer first, ByteBuffer last) implements Keys {}

    /// All that no other element has.
    record Others() implements Keys {}
  }
}
