package dev.nfdrop.nftables.set;

import java.nio.ByteBuffer;
import java.util.Optional;

/// An element of a set or map.
///
/// @param keys which keys it stands for
/// @param verdict where a map says one
public record SetElement(Keys keys, Optional<Verdict> verdict, Optional<String> comment) {
  /// What a map of verdicts says.
  ///
  /// @param code `NF_` or `NFT_` code
  /// @param chain where to jump or go
  public record Verdict(int code, Optional<String> chain) {
    // spotless:off
    /// `enum nft_verdicts`, include/uapi/linux/netfilter/nf_tables.h.
    public static final int JUMP = -3;
    public static final int GOTO = -4;
    // spotless:on
  }

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
