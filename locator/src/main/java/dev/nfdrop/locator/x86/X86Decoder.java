package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Text;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// Decodes x86-64 in 64-bit mode.
public final class X86Decoder implements Decoder {
  private static final int REPEAT = 0xf3;
  private static final int NOP = 0x90;
  private static final int SYSTEM = 0x01;
  private static final int HINT = 0x1e;
  private static final int FENCES = 0xae;

  private static final Map<Integer, Mnemonic> SYSTEM_HINTS =
      Map.of(0xca, Mnemonic.CLAC, 0xcb, Mnemonic.STAC);
  private static final Map<Integer, Mnemonic> FENCE_HINTS =
      Map.of(0xe8, Mnemonic.LFENCE, 0xf0, Mnemonic.MFENCE, 0xf8, Mnemonic.SFENCE);

  /// Whose 16-bit forms change the stack or the target in ways that no kernel code uses.
  private static final Set<Mnemonic> ONE_SIZE_ONLY =
      Set.of(
          Mnemonic.PUSH,
          Mnemonic.POP,
          Mnemonic.PUSHF,
          Mnemonic.POPF,
          Mnemonic.LEAVE,
          Mnemonic.CALL,
          Mnemonic.RET,
          Mnemonic.JMP,
          Mnemonic.JCC);

  /// Keeps nothing between instructions.
  public X86Decoder() {}

  @Override
  public Instruction decode(Text text, long address) {
    return Encoding.read(text, address)
        .map(encoding -> describe(text, encoding))
        .orElseGet(() -> Instruction.undecodable(address));
  }

  private static Instruction describe(Text text, Encoding encoding) {
    return meaning(text, encoding)
        .map(meaning ->
            new Instruction(
                encoding.address(),
                encoding.length(),
                () -> Syntax.of(meaning.mnemonic(), encoding, meaning.operands()),
                meaning.effects(),
                meaning.control()))
        .orElseGet(() ->
            Instruction.unknown(
                encoding.address(), encoding.length(), () -> Syntax.bytes(text, encoding)));
  }

  private static Optional<Meaning> meaning(Text text, Encoding encoding) {
    if (encoding.vector() || encoding.map() > 1) {
      return Optional.empty();
    }
    var special = special(text, encoding);
    if (special.isPresent()) {
      return special.map(mnemonic -> new Meaning(mnemonic, encoding, List.of()));
    }
    return OpcodeMap.find(encoding.map(), encoding.opcode(), encoding.digit())
        .filter(opcode -> !isAnotherInstruction(encoding, opcode.mnemonic()))
        .flatMap(opcode ->
            Operands.of(text, encoding, opcode)
                .map(operands -> new Meaning(opcode.mnemonic(), encoding, operands)));
  }

  /// Instructions that are a single combination of opcode, prefix and ModR/M.
  private static Optional<Mnemonic> special(Text text, Encoding encoding) {
    boolean repeat = encoding.prefixes().repeat() == REPEAT;
    if (encoding.map() == 0) {
      boolean nop = encoding.opcode() == NOP && (encoding.prefixes().rex() & 1) == 0;
      return !nop ? Optional.empty() : Optional.of(repeat ? Mnemonic.PAUSE : Mnemonic.NOP);
    }
    boolean registers = encoding.modRm().filter(rm -> rm.memory().isEmpty()).isPresent();
    if (!registers) {
      return Optional.empty();
    }
    int modRm = text.unsignedByte(encoding.immediate() - 1);
    return switch (encoding.opcode()) {
      case SYSTEM -> Optional.ofNullable(SYSTEM_HINTS.get(modRm));
      case HINT -> repeat && modRm == 0xfa ? Optional.of(Mnemonic.ENDBR64) : Optional.empty();
      case FENCES -> repeat ? Optional.empty() : Optional.ofNullable(FENCE_HINTS.get(modRm));
      default -> Optional.empty();
    };
  }

  /// Whether prefixes make something else of a row of the map: shadow-stack reads in the place of
  /// hints, `lzcnt` in the place of `bsr`, 16-bit pushes and branches.
  private static boolean isAnotherInstruction(Encoding encoding, Mnemonic mnemonic) {
    boolean registers = encoding.modRm().filter(rm -> rm.memory().isEmpty()).isPresent();
    boolean repeated = encoding.prefixes().repeat() == REPEAT;
    if (encoding.map() == 1 && encoding.opcode() == HINT && registers && repeated) {
      return true;
    }
    return encoding.prefixes().narrowOperand() && ONE_SIZE_ONLY.contains(mnemonic);
  }
}
