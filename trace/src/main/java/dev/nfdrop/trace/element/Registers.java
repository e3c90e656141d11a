package dev.nfdrop.trace.element;

import dev.nfdrop.nftables.expression.Step;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Optional;

/// The registers of nf_tables while a rule is followed: `struct nft_regs`,
/// include/net/netfilter/nf_tables.h. What is not known of a packet is not known of them.
final class Registers {
  /// `NFT_REG_SIZE` times four registers.
  private static final int BYTES = 64;

  private final Facts facts;
  private final byte[] bytes = new byte[BYTES];
  private final BitSet known = new BitSet(BYTES);

  Registers(Facts facts) {
    this.facts = facts;
  }

  /// Takes a step.
  void take(Step step) {
    switch (step) {
      case Step.LoadPayload(var base, int offset, int length, int register) ->
          load(facts.bytes(base, offset, length), register, length);
      case Step.LoadMeta(int key, int register) -> {
        var value = facts.property(key);
        load(value, register, value.map(ByteBuffer::remaining).orElse(BYTES));
      }
      case Step.LoadConstant(var value, int register) ->
          load(Optional.of(value), register, value.remaining());
      case Step.Mask mask -> mask(mask);
      case Step.LookUp(_, _, _, _, boolean loads) -> {
        if (loads) {
          known.clear();
        }
      }
      case Step.Neutral() -> {}
      case Step.Change(), Step.Unknown() -> known.clear();
    }
  }

  /// Some bytes of them; empty if not all are known.
  Optional<ByteBuffer> value(int register, int length) {
    return isWithin(register, length)
            && known.get(register, register + length).cardinality() == length
        ? Optional.of(ByteBuffer.wrap(Arrays.copyOfRange(bytes, register, register + length)))
        : Optional.empty();
  }

  /// What is loaded fills up the last word with zeros.
  private void load(Optional<ByteBuffer> value, int register, int length) {
    int end = Math.min(register + roundUp(length), BYTES);
    if (value.isEmpty() || !isWithin(register, length)) {
      known.clear(Math.min(register, BYTES), Math.max(end, Math.min(register, BYTES)));
      return;
    }
    Arrays.fill(bytes, register, end, (byte) 0);
    value.get().get(value.get().position(), bytes, register, length);
    known.set(register, end);
  }

  private void mask(Step.Mask mask) {
    int length = mask.mask().remaining();
    var source = value(mask.source(), length);
    var result = ByteBuffer.allocate(length);
    for (int at = 0; source.isPresent() && at < length; at++) {
      int kept = source.get().get(at) & mask.mask().get(mask.mask().position() + at);
      result.put(at, (byte) (kept ^ mask.xor().get(mask.xor().position() + at)));
    }
    load(source.map(_ -> result), mask.register(), length);
  }

  private static boolean isWithin(int register, int length) {
    return length >= 0 && register >= 0 && length <= BYTES && register <= BYTES - length;
  }

  private static int roundUp(int length) {
    return (Math.clamp(length, 0, BYTES) + Integer.BYTES - 1) / Integer.BYTES * Integer.BYTES;
  }
}
