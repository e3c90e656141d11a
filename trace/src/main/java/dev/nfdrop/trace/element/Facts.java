package dev.nfdrop.trace.element;

import dev.nfdrop.nftables.expression.Step.Base;
import java.nio.ByteBuffer;
import java.util.Optional;

/// What a packet gives the expressions that load something of it.
interface Facts {
  /// Bytes of the packet; empty where they are not known.
  ///
  /// @param offset in bytes from the base
  Optional<ByteBuffer> bytes(Base base, int offset, int length);

  /// A property of the packet as a register holds it; empty where it is not known.
  ///
  /// @param key `enum nft_meta_keys`, include/uapi/linux/netfilter/nf_tables.h
  Optional<ByteBuffer> property(int key);
}
