package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.util.List;
import java.util.Optional;

/// Makes operands of an [Encoding] as an [Opcode]'s letters ask.
final class Operands {
  private final Text text;
  private final Encoding encoding;

  private Operands(Text text, Encoding encoding) {
    this.text = text;
    this.encoding = encoding;
  }

  /// The operands in Intel order; empty if one must be memory and is a register.
  static Optional<List<Operand>> of(Text text, Encoding encoding, Opcode opcode) {
    var maker = new Operands(text, encoding);
    if (opcode.operands().stream().anyMatch(kind -> kind.charAt(0) == 'M')
        && encoding.modRm().flatMap(ModRm::memory).isEmpty()) {
      return Optional.empty();
    }
    var main =
        opcode.operands().isEmpty()
            ? Width.LONG
            : maker.immediateWidth(opcode.operands().getFirst());
    return Optional.of(opcode.operands().stream().map(kind -> maker.operand(kind, main)).toList());
  }

  private Width immediateWidth(String first) {
    return first.charAt(0) == 'I' ? Width.LONG : width(first.charAt(1));
  }

  private Operand operand(String kind, Width main) {
    var width = width(kind.charAt(1));
    return switch (kind.charAt(0)) {
      case 'E', 'M' -> modRm(width);
      case 'G' -> register(encoding.modRm().orElseThrow().reg(), width);
      case 'Z' -> register((encoding.opcode() & 7) | (encoding.prefixes().rex() & 1) << 3, width);
      case 'A' -> register(X86Register.RAX.number(), width);
      case 'C' -> register(X86Register.RCX.number(), width);
      case 'I' -> new Operand.Imm(immediate(), main);
      case 'U' -> new Operand.Imm(width.truncate(immediate()), width);
      case '1' -> new Operand.Imm(1, width);
      case 'J' -> new Operand.Rel(encoding.end() + immediate(), Width.LONG);
      case 'O' -> new Operand.Mem(absolute(), width);
      case 'X' -> new Operand.Mem(at(encoding.prefixes().segment(), X86Register.RSI), width);
      case 'Y' -> new Operand.Mem(at("", X86Register.RDI), width);
      default -> throw new IllegalStateException("operand kind " + kind);
    };
  }

  private Operand modRm(Width width) {
    var modRm = encoding.modRm().orElseThrow();
    return modRm
        .memory()
        .map(address -> (Operand) new Operand.Mem(address, width))
        .orElseGet(() -> register(modRm.rm(), width));
  }

  private Operand register(int number, Width width) {
    boolean high =
        width == Width.BYTE && encoding.prefixes().rex() == 0 && number >= 4 && number < 8;
    return new Operand.Reg(X86Register.of(high ? number - 4 : number), width, high);
  }

  private Width width(char letter) {
    var prefixes = encoding.prefixes();
    return switch (letter) {
      case 'b' -> Width.BYTE;
      case 'w' -> Width.HALF;
      case 'd' -> Width.WORD;
      case 'q', 'f' -> Width.LONG;
      case 'v', 'z' ->
          prefixes.wide() ? Width.LONG : prefixes.narrowOperand() ? Width.HALF : Width.WORD;
      default -> throw new IllegalStateException("operand width " + letter);
    };
  }

  private long immediate() {
    return text.signed(encoding.immediate(), encoding.immediateBytes());
  }

  private Address absolute() {
    var prefixes = encoding.prefixes();
    return new Address(
        prefixes.segment(),
        Optional.empty(),
        Optional.empty(),
        1,
        immediate(),
        Optional.empty(),
        prefixes.narrowAddress(),
        new Address.Shape(true, false));
  }

  private Address at(String segment, X86Register register) {
    return new Address(
        segment,
        Optional.of(register),
        Optional.empty(),
        1,
        0,
        Optional.empty(),
        encoding.prefixes().narrowAddress(),
        new Address.Shape(false, false));
  }
}
