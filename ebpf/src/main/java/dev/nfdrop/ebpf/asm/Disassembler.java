package dev.nfdrop.ebpf.asm;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;

/// Prints code the way the verifier's log and `bpftool prog dump xlated` do (kernel/bpf/disasm.c),
/// numbered by slots.
public final class Disassembler {
  private Disassembler() {}

  /// One printed instruction.
  ///
  /// @param slot its number in the verifier's log
  /// @param text without the number: `(bf) r6 = r1`
  public record Line(int slot, String text) {
    @Override
    public String toString() {
      return "%4d: %s".formatted(slot, text);
    }
  }

  /// All instructions, one in a line.
  public static String text(Code code) {
    var text = new StringBuilder();
    lines(code).forEach(line -> text.append(line).append('\n'));
    return text.toString();
  }

  /// All instructions in order.
  public static List<Line> lines(Code code) {
    var lines = new ArrayList<Line>();
    var slot = 0;
    for (var instruction : code.instructions()) {
      var opcode = HexFormat.of().toHexDigits((byte) Encoder.opcode(instruction));
      lines.add(new Line(slot, "(%s) %s".formatted(opcode, text(instruction, slot, code))));
      slot += instruction.slots();
    }
    return lines;
  }

  private static String text(Instruction instruction, int slot, Code code) {
    return switch (instruction) {
      case Instruction.Alu(var operation, var width, var destination, var operand) ->
          "%s %s %s"
              .formatted(width.name(destination), operation.symbol(), decimal(operand, width));
      case Instruction.Negate(var width, var destination) ->
          "%1$s = -%1$s".formatted(width.name(destination));
      case Instruction.Swap(var order, var destination) ->
          "%1$s = %2$s %1$s".formatted(destination, order.name().toLowerCase(Locale.ROOT));
      case Instruction.Load(var size, var destination, var base, int offset) ->
          "%s = %s".formatted(destination, memory(size, base, offset));
      case Instruction.Store(var size, var base, int offset, var value) ->
          "%s = %s".formatted(memory(size, base, offset), decimal(value, Width.BITS_64));
      case Instruction.Atomic atomic -> text(atomic);
      case Instruction.LoadConstant(var destination, long value) ->
          "%s = 0x%x".formatted(destination, value);
      case Instruction.LoadMap(var destination, var map) ->
          "%s = map[name:%s]".formatted(destination, map);
      case Instruction.LoadMapValue(var destination, var map, int offset) ->
          "%s = map[name:%s][0]+%d".formatted(destination, map, offset);
      case Instruction.Jump(var target) -> "goto " + distance(target, slot, code);
      case Instruction.Branch(var condition, var width, var left, var right, var target) ->
          "if %s %s %s goto %s"
              .formatted(
                  width.name(left),
                  condition.symbol(),
                  hexadecimal(right, width),
                  distance(target, slot, code));
      case Instruction.Call(var helper) -> "call %s#%d".formatted(helper, helper.id());
      case Instruction.Exit _ -> "exit";
    };
  }

  private static String text(Instruction.Atomic atomic) {
    var place = memory(atomic.size(), atomic.base(), atomic.offset());
    var operation = atomic.operation();
    if (!operation.fetches()) {
      return "lock %s %s %s".formatted(place, operation.symbol(), atomic.operand());
    }
    var function = operation.symbol().formatted(atomic.size() == Size.U64 ? "64" : "");
    var arguments =
        "((%s *)(%s %+d), ".formatted(atomic.size(), atomic.base(), atomic.offset())
            + (operation == AtomicOperation.COMPARE_AND_EXCHANGE ? "r0, " : "")
            + atomic.operand()
            + ")";
    var result = operation == AtomicOperation.COMPARE_AND_EXCHANGE ? Register.R0 : atomic.operand();
    return result + " = " + function + arguments;
  }

  private static String memory(Size size, Register base, int offset) {
    return "*(%s *)(%s %+d)".formatted(size, base, offset);
  }

  private static String distance(Label target, int slot, Code code) {
    return "pc%+d".formatted(code.targetSlot(target) - slot - 1);
  }

  private static String decimal(Operand operand, Width width) {
    return switch (operand) {
      case Register register -> width.name(register);
      case Immediate(int value) -> Integer.toString(value);
    };
  }

  private static String hexadecimal(Operand operand, Width width) {
    return switch (operand) {
      case Register register -> width.name(register);
      case Immediate(int value) -> "0x" + Integer.toHexString(value);
    };
  }
}
