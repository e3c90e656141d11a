package dev.nfdrop.locator.machine;

import java.util.List;
import java.util.function.Supplier;

/// One decoded instruction.
///
/// @param address of its first byte
/// @param length in bytes, at least 1
/// @param syntax makes its text; most instructions are never printed
/// @param effects what it changes, in no order; empty for a nop
/// @param control where execution goes next
public record Instruction(
    long address, int length, Supplier<String> syntax, List<Effect> effects, Control control) {
  public Instruction {
    if (length < 1) {
      throw new IllegalArgumentException("an instruction of " + length + " bytes");
    }
    effects = List.copyOf(effects);
  }

  /// As objdump prints it (`-M intel` on x86-64), a direct target as `0x` and hex.
  public String text() {
    return syntax.get();
  }

  /// The address of the instruction behind it.
  public long end() {
    return address + length;
  }

  /// An instruction of known length whose meaning is not.
  public static Instruction unknown(long address, int length, Supplier<String> syntax) {
    return new Instruction(
        address, length, syntax, List.of(new Effect.ClobberEverything()), Control.NEXT);
  }

  /// Bytes that are no instruction.
  public static Instruction undecodable(long address) {
    return new Instruction(
        address,
        1,
        () -> "(bad)",
        List.of(new Effect.ClobberEverything()),
        new Control.Undecodable());
  }

  @Override
  public String toString() {
    return Long.toHexString(address) + ": " + text();
  }
}
