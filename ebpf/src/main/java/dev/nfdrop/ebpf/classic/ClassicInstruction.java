package dev.nfdrop.ebpf.classic;

import dev.nfdrop.ebpf.asm.AluOperation;
import dev.nfdrop.ebpf.asm.JumpCondition;
import dev.nfdrop.ebpf.asm.Size;

/// One instruction of classic BPF, decoded from `struct sock_filter`, include/uapi/linux/filter.h.
///
/// The machine has an accumulator A, an index X and 16 cells of memory, all of 32 bits. Numbers in
/// packets are in network byte order. Jump targets are indices into the program.
public sealed interface ClassicInstruction {
  /// The registers.
  enum Target {
    A,
    X
  }

  /// The second operand of an operation or comparison; the first is A.
  sealed interface Operand {
    /// Unsigned.
    record Constant(int value) implements Operand {}

    record Index() implements Operand {}
  }

  /// `A = packet[offset]`; without that many bytes the filter ends and does not match.
  ///
  /// @param offset not negative
  record LoadAt(Size size, int offset) implements ClassicInstruction {}

  /// `A = packet[X + offset]`; without that many bytes the filter ends and does not match.
  ///
  /// @param offset unsigned; the sum does not wrap around
  record LoadAtIndex(Size size, int offset) implements ClassicInstruction {}

  /// `X = 4 * (packet[offset] & 0xf)`: the length of an IPv4 header.
  ///
  /// @param offset unsigned
  record LoadHeaderLength(int offset) implements ClassicInstruction {}

  /// `target = value`.
  record LoadConstant(Target target, int value) implements ClassicInstruction {}

  /// `target = ` the packet's length, whether or not all of it can be read.
  record LoadLength(Target target) implements ClassicInstruction {}

  /// `target = memory[cell]`.
  record LoadCell(Target target, int cell) implements ClassicInstruction {}

  /// `memory[cell] = source`.
  record StoreCell(Target source, int cell) implements ClassicInstruction {}

  /// `A = A op operand`, unsigned. With X, a division by 0 ends the filter without a match, and a
  /// shift by 32 or more gives 0.
  record Compute(AluOperation operation, Operand operand) implements ClassicInstruction {}

  /// `A = -A`.
  record Negate() implements ClassicInstruction {}

  /// `target = ` the other register.
  record Copy(Target target) implements ClassicInstruction {}

  /// Goes on at an instruction further down.
  record Jump(int to) implements ClassicInstruction {}

  /// Goes on at one of two instructions further down.
  record Branch(JumpCondition condition, Operand operand, int ifTrue, int ifFalse)
      implements ClassicInstruction {}

  /// Ends the filter.
  record Return(boolean match) implements ClassicInstruction {}

  /// Ends the filter, with a match unless A is 0.
  record ReturnAccumulator() implements ClassicInstruction {}
}
