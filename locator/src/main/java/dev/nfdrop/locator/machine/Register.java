package dev.nfdrop.locator.machine;

/// A 64-bit integer register; parts of it are named by an access's [Width].
public sealed interface Register permits X86Register, Arm64Register {
  /// Its number in its architecture's encoding.
  int number();

  /// The name of its low bits, as a disassembler prints it.
  String name(Width width);

  /// The name of the whole register.
  default String fullName() {
    return name(Width.LONG);
  }
}
