package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.util.List;
import java.util.stream.Collectors;

/// Writes an instruction in Intel syntax as objdump does.
final class Syntax {
  private Syntax() {}

  private static final int MNEMONIC_COLUMN = 7;
  private static final int REPEAT = 0xf3;

  static String of(Mnemonic mnemonic, Encoding encoding, List<Operand> operands) {
    var name = prefix(mnemonic, encoding) + name(mnemonic, encoding, operands);
    if (operands.isEmpty()) {
      return name;
    }
    var listed =
        operands.stream()
            .map(operand -> operand(mnemonic, encoding, operand))
            .collect(Collectors.joining(","));
    return name + " ".repeat(Math.max(1, MNEMONIC_COLUMN - name.length())) + listed;
  }

  /// The bytes of an instruction without a meaning.
  static String bytes(Text text, Encoding encoding) {
    var list = new StringBuilder(".byte ");
    for (long at = encoding.address(); at < encoding.end(); at++) {
      list.append(at == encoding.address() ? "" : ",");
      list.append("0x%02x".formatted(text.unsignedByte(at)));
    }
    return list.toString();
  }

  private static String prefix(Mnemonic mnemonic, Encoding encoding) {
    if (isString(mnemonic) && encoding.prefixes().repeat() != 0) {
      return encoding.prefixes().repeat() == REPEAT ? "rep " : "repnz ";
    }
    return encoding.prefixes().lock() ? "lock " : "";
  }

  private static String name(Mnemonic mnemonic, Encoding encoding, List<Operand> operands) {
    var prefixes = encoding.prefixes();
    return switch (mnemonic) {
      case JCC, SETCC, CMOVCC ->
          mnemonic.text().replace("cc", "") + ConditionCode.of(encoding.opcode()).suffix();
      case CDQE -> prefixes.wide() ? "cdqe" : prefixes.narrowOperand() ? "cbw" : "cwde";
      case CQO -> prefixes.wide() ? "cqo" : prefixes.narrowOperand() ? "cwd" : "cdq";
      case NOP -> isWideNop(encoding) ? "xchg   ax,ax" : "nop";
      case BSF -> prefixes.repeat() == REPEAT ? "tzcnt" : "bsf";
      case BSR -> prefixes.repeat() == REPEAT ? "lzcnt" : "bsr";
      case MOV ->
          operands.get(1) instanceof Operand.Imm && encoding.immediateBytes() == Width.LONG.bytes()
              ? "movabs"
              : "mov";
      default -> mnemonic.text();
    };
  }

  private static String operand(Mnemonic mnemonic, Encoding encoding, Operand operand) {
    return switch (operand) {
      case Operand.Reg(var register, var width, var high) ->
          high ? register.name(Width.BYTE).charAt(0) + "h" : register.name(width);
      case Operand.Imm(var value, var width) ->
          encoding.immediateBytes() == 0 ? "1" : "0x" + Long.toHexString(width.truncate(value));
      case Operand.Rel(var target, _) -> "0x" + Long.toHexString(target);
      case Operand.Mem(var address, var width) -> memory(mnemonic, address, width);
    };
  }

  private static String memory(Mnemonic mnemonic, Address address, Width width) {
    var place = address.text();
    if (isString(mnemonic) && address.segment().isEmpty()) {
      place = (address.base().filter(X86Register.RDI::equals).isPresent() ? "es:" : "ds:") + place;
    }
    return mnemonic == Mnemonic.LEA || mnemonic == Mnemonic.MOVABS
        ? place
        : size(width) + " PTR " + place;
  }

  private static String size(Width width) {
    return switch (width) {
      case BYTE -> "BYTE";
      case HALF -> "WORD";
      case WORD -> "DWORD";
      case LONG -> "QWORD";
    };
  }

  private static boolean isString(Mnemonic mnemonic) {
    return mnemonic == Mnemonic.MOVS || mnemonic == Mnemonic.STOS || mnemonic == Mnemonic.LODS;
  }

  /// `66 90`, which compilers and the kernel use as a nop of two bytes.
  private static boolean isWideNop(Encoding encoding) {
    return encoding.map() == 0 && encoding.prefixes().narrowOperand();
  }
}
