package dev.nfdrop.nftables.expression;

import java.nio.ByteBuffer;

/// An expression of a rule, as far as it matters for what the registers hold when a set is asked.
/// Registers are given as the offset of their first byte, in bytes.
public sealed interface Step {
  /// Loads bytes of the packet.
  ///
  /// @param offset in bytes from the base
  record LoadPayload(Base base, int offset, int length, int register) implements Step {}

  /// Loads a property of the packet.
  ///
  /// @param key `enum nft_meta_keys`
  record LoadMeta(int key, int register) implements Step {}

  /// Loads a constant.
  record LoadConstant(ByteBuffer value, int register) implements Step {}

  /// Keeps some bits and turns some: `register = source & mask ^ xor`.
  record Mask(int source, int register, ByteBuffer mask, ByteBuffer xor) implements Step {}

  /// Goes on only if what was loaded is in a set; in a map, loads what it says.
  ///
  /// @param inverted goes on only if it is not
  /// @param verdict whether the element decides
  record LookUp(String set, int source, boolean inverted, boolean verdict, boolean loads)
      implements Step {}

  /// Leaves the registers as they are.
  record Neutral() implements Step {}

  /// Changes the packet, or what is known of it.
  record Change() implements Step {}

  /// May load anything.
  record Unknown() implements Step {}

  /// `enum nft_payload_bases`, include/uapi/linux/netfilter/nf_tables.h.
  enum Base {
    LINK_LAYER,
    NETWORK,
    TRANSPORT
  }
}
