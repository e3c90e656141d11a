package dev.nfdrop.locator.machine;

/// Turns bytes into instructions.
@FunctionalInterface
public interface Decoder {
  /// The instruction that starts at `address`, which lies inside `text`. Never throws for what the
  /// bytes are: what cannot be decoded is [Instruction#undecodable] or [Instruction#unknown].
  Instruction decode(Text text, long address);
}
