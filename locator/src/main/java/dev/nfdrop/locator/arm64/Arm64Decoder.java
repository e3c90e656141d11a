package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Text;

/// Decodes AArch64. Has no state.
public final class Arm64Decoder implements Decoder {
  private static final int INSTRUCTION_BYTES = 4;

  /// Keeps nothing between instructions.
  public Arm64Decoder() {}

  @Override
  public Instruction decode(Text text, long address) {
    if (text.remaining(address) < INSTRUCTION_BYTES) {
      return Instruction.undecodable(address);
    }
    int bits = (int) text.signed(address, INSTRUCTION_BYTES);
    return Encodings.decode(bits, address)
        .map(meaning -> instruction(address, meaning))
        .orElseGet(() -> Instruction.unknown(address, INSTRUCTION_BYTES, () -> unnamed(bits)));
  }

  /// Loading the same register twice, or a base register that is moved on as well, is "constrained
  /// unpredictable".
  private static Instruction instruction(long address, Meaning meaning) {
    if (meaning.assignsTwice()) {
      return Instruction.unknown(address, INSTRUCTION_BYTES, meaning::text);
    }
    return new Instruction(
        address, INSTRUCTION_BYTES, meaning::text, meaning.effects(), meaning.control());
  }

  /// A word without a name, as objdump writes it.
  static String unnamed(int bits) {
    return ".inst 0x%08x".formatted(bits);
  }
}
