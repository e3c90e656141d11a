package dev.nfdrop.ebpf.classic;

import dev.nfdrop.ebpf.asm.AluOperation;
import dev.nfdrop.ebpf.asm.JumpCondition;
import dev.nfdrop.ebpf.asm.Size;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Operand;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.ArrayList;
import java.util.List;

/// Decodes `struct sock_filter[]`: 16 bits of code, two 8-bit jump distances, 32 bits of constant.
final class ClassicDecoder {
  private static final int INSTRUCTION_BYTES = 8;
  private static final int TRUE_OFFSET = 2;
  private static final int FALSE_OFFSET = 3;
  private static final int CONSTANT_OFFSET = 4;

  // Classes, sizes, modes: include/uapi/linux/bpf_common.h.
  private static final int CLASS_MASK = 0x07;
  private static final int LD = 0x00;
  private static final int LDX = 0x01;
  private static final int ST = 0x02;
  private static final int STX = 0x03;
  private static final int ALU = 0x04;
  private static final int JMP = 0x05;
  private static final int RET = 0x06;
  private static final int MISC = 0x07;

  private static final int SIZE_MASK = 0x18;
  private static final int WORD = 0x00;
  private static final int HALF = 0x08;
  private static final int BYTE = 0x10;

  private static final int MODE_MASK = 0xe0;
  private static final int IMM = 0x00;
  private static final int ABS = 0x20;
  private static final int IND = 0x40;
  private static final int MEM = 0x60;
  private static final int LEN = 0x80;
  private static final int MSH = 0xa0;

  /// `BPF_X`: the operand is X.
  private static final int FROM_INDEX = 0x08;

  private static final int OPERATION_MASK = 0xf0;
  private static final int NEG = 0x80;
  private static final int JA = 0x00;
  private static final int RETURN_ACCUMULATOR = 0x10;
  private static final int TAX = 0x00;
  private static final int TXA = 0x80;

  private final int at;
  private final int code;
  private final int ifTrue;
  private final int ifFalse;
  private final int constant;

  private ClassicDecoder(MemorySegment filter, int at) {
    var start = (long) at * INSTRUCTION_BYTES;
    this.at = at;
    this.code = Short.toUnsignedInt(filter.get(ValueLayout.JAVA_SHORT_UNALIGNED, start));
    this.ifTrue = Byte.toUnsignedInt(filter.get(ValueLayout.JAVA_BYTE, start + TRUE_OFFSET));
    this.ifFalse = Byte.toUnsignedInt(filter.get(ValueLayout.JAVA_BYTE, start + FALSE_OFFSET));
    this.constant = filter.get(ValueLayout.JAVA_INT_UNALIGNED, start + CONSTANT_OFFSET);
  }

  static List<ClassicInstruction> decode(MemorySegment filter) {
    var bytes = filter.byteSize();
    if (bytes % INSTRUCTION_BYTES != 0
        || bytes / INSTRUCTION_BYTES > ClassicProgram.MOST_INSTRUCTIONS) {
      throw new ClassicFormatException(
          "%d bytes, not up to %d instructions of %d bytes"
              .formatted(bytes, ClassicProgram.MOST_INSTRUCTIONS, INSTRUCTION_BYTES));
    }
    var instructions = new ArrayList<ClassicInstruction>();
    for (int at = 0; at < bytes / INSTRUCTION_BYTES; at++) {
      instructions.add(new ClassicDecoder(filter, at).instruction());
    }
    return instructions;
  }

  private ClassicInstruction instruction() {
    return switch (code & CLASS_MASK) {
      case LD -> load(Target.A);
      case LDX -> load(Target.X);
      case ST -> store(Target.A);
      case STX -> store(Target.X);
      case ALU -> compute();
      case JMP -> jump();
      case RET -> end();
      case MISC -> copy();
      default -> throw unknown();
    };
  }

  private ClassicInstruction load(Target target) {
    var mode = code & MODE_MASK;
    if (target == Target.A && code == (LD | mode | (code & SIZE_MASK))) {
      if (mode == ABS) {
        return new ClassicInstruction.LoadAt(size(), packetOffset());
      }
      if (mode == IND) {
        return new ClassicInstruction.LoadAtIndex(size(), constant);
      }
    }
    if (code == (LDX | MSH | BYTE)) {
      return new ClassicInstruction.LoadHeaderLength(constant);
    }
    if ((code & ~MODE_MASK & ~CLASS_MASK) != WORD) {
      throw unknown();
    }
    return switch (mode) {
      case IMM -> new ClassicInstruction.LoadConstant(target, constant);
      case LEN -> new ClassicInstruction.LoadLength(target);
      case MEM -> new ClassicInstruction.LoadCell(target, cell());
      default -> throw unknown();
    };
  }

  /// Above lie the kernel's own extensions (`SKF_AD_OFF`), which are no part of a packet.
  private int packetOffset() {
    if (constant < 0) {
      throw new ClassicFormatException(
          "instruction %d reads at 0x%x, before the packet or what the kernel knows besides it"
              .formatted(at, constant));
    }
    return constant;
  }

  private ClassicInstruction store(Target source) {
    if (code != ST && code != STX) {
      throw unknown();
    }
    return new ClassicInstruction.StoreCell(source, cell());
  }

  private int cell() {
    if (constant < 0 || constant >= ClassicProgram.CELLS) {
      throw new ClassicFormatException(
          "instruction %d uses cell %d".formatted(at, Integer.toUnsignedLong(constant)));
    }
    return constant;
  }

  private ClassicInstruction compute() {
    if (code == (ALU | NEG)) {
      return new ClassicInstruction.Negate();
    }
    var operation = operation();
    requireSensible(operation);
    return new ClassicInstruction.Compute(operation, operand());
  }

  private AluOperation operation() {
    return switch (code & ~CLASS_MASK & ~FROM_INDEX) {
      case 0x00 -> AluOperation.ADD;
      case 0x10 -> AluOperation.SUBTRACT;
      case 0x20 -> AluOperation.MULTIPLY;
      case 0x30 -> AluOperation.DIVIDE;
      case 0x40 -> AluOperation.OR;
      case 0x50 -> AluOperation.AND;
      case 0x60 -> AluOperation.SHIFT_LEFT;
      case 0x70 -> AluOperation.SHIFT_RIGHT;
      case 0x90 -> AluOperation.MODULO;
      case 0xa0 -> AluOperation.XOR;
      default -> throw unknown();
    };
  }

  private void requireSensible(AluOperation operation) {
    var divides = operation == AluOperation.DIVIDE || operation == AluOperation.MODULO;
    var shifts = operation == AluOperation.SHIFT_LEFT || operation == AluOperation.SHIFT_RIGHT;
    var known = (code & FROM_INDEX) == 0;
    if (known && divides && constant == 0) {
      throw new ClassicFormatException("instruction %d divides by 0".formatted(at));
    }
    if (known && shifts && Integer.compareUnsigned(constant, Integer.SIZE) >= 0) {
      throw new ClassicFormatException(
          "instruction %d shifts by %d".formatted(at, Integer.toUnsignedLong(constant)));
    }
  }

  private ClassicInstruction jump() {
    if (code == (JMP | JA)) {
      return new ClassicInstruction.Jump(target(Integer.toUnsignedLong(constant)));
    }
    if ((code & ~(CLASS_MASK | FROM_INDEX | OPERATION_MASK)) != 0) {
      throw unknown();
    }
    var condition =
        switch (code & OPERATION_MASK) {
          case 0x10 -> JumpCondition.EQUAL;
          case 0x20 -> JumpCondition.GREATER;
          case 0x30 -> JumpCondition.GREATER_OR_EQUAL;
          case 0x40 -> JumpCondition.ANY_BIT;
          default -> throw unknown();
        };
    return new ClassicInstruction.Branch(condition, operand(), target(ifTrue), target(ifFalse));
  }

  private int target(long distance) {
    return (int) Math.min(at + 1L + distance, Integer.MAX_VALUE);
  }

  private ClassicInstruction end() {
    return switch (code) {
      case RET -> new ClassicInstruction.Return(constant != 0);
      case RET | RETURN_ACCUMULATOR -> new ClassicInstruction.ReturnAccumulator();
      default -> throw unknown();
    };
  }

  private ClassicInstruction copy() {
    return switch (code) {
      case MISC | TAX -> new ClassicInstruction.Copy(Target.X);
      case MISC | TXA -> new ClassicInstruction.Copy(Target.A);
      default -> throw unknown();
    };
  }

  private Operand operand() {
    return (code & FROM_INDEX) == 0 ? new Operand.Constant(constant) : new Operand.Index();
  }

  private Size size() {
    return switch (code & SIZE_MASK) {
      case WORD -> Size.U32;
      case HALF -> Size.U16;
      case BYTE -> Size.U8;
      default -> throw unknown();
    };
  }

  private ClassicFormatException unknown() {
    return new ClassicFormatException("instruction %d has code 0x%04x".formatted(at, code));
  }
}
