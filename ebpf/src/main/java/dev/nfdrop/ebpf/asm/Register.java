package dev.nfdrop.ebpf.asm;

/// A register of the eBPF machine.
///
/// A helper call takes its arguments in R1 to R5(5), clobbers them, and leaves its result in R0; R6
/// to R9 survive calls.
public enum Register implements Operand {
  R0(0),
  R1(1),
  R2(2),
  R3(3),
  R4(4),
  R5(5),
  R6(6),
  R7(7),
  R8(8),
  R9(9),
  /// The frame pointer, read-only; the stack lies below it.
  R10(10);

  private final int number;

  Register(int number) {
    this.number = number;
  }

  /// The number in the encoding.
  int number() {
    return number;
  }

  /// The register as a destination.
  ///
  /// @throws IllegalArgumentException if it is the frame pointer
  Register requireWritable() {
    if (this == R10) {
      throw new IllegalArgumentException("r10, the frame pointer, cannot be written");
    }
    return this;
  }

  @Override
  public String toString() {
    return "r" + number;
  }
}
