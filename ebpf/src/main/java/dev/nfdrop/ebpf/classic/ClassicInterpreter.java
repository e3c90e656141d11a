package dev.nfdrop.ebpf.classic;

import dev.nfdrop.ebpf.asm.AluOperation;
import dev.nfdrop.ebpf.asm.JumpCondition;
import dev.nfdrop.ebpf.asm.Size;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Operand;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Target;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.OptionalInt;

/// Runs a program of classic BPF on one packet, as libpcap's `bpf_filter()` does.
public final class ClassicInterpreter {
  private static final int NIBBLE = 0xf;
  private static final int NO_LENGTH = -1;

  private final ClassicProgram program;
  private final MemorySegment packet;
  private final OptionalInt length;
  private final int[] cells = new int[ClassicProgram.CELLS];
  private int a;
  private int x;
  private int next;

  private ClassicInterpreter(ClassicProgram program, MemorySegment packet, OptionalInt length) {
    this.program = program;
    this.packet = packet;
    this.length = length;
  }

  /// Runs the program.
  ///
  /// @param packet its first bytes
  /// @param length of the whole packet; empty where it is not known
  public static Verdict run(ClassicProgram program, MemorySegment packet, OptionalInt length) {
    return new ClassicInterpreter(program, packet, length).run();
  }

  private Verdict run() {
    while (true) {
      var instruction = program.instructions().get(next);
      next++;
      var verdict = step(instruction);
      if (verdict.isPresent()) {
        return verdict.get();
      }
    }
  }

  /// @return the verdict, if that was the last step
  private Optional<Verdict> step(ClassicInstruction instruction) {
    switch (instruction) {
      case ClassicInstruction.LoadAt(var size, int offset) -> {
        return load(size, offset);
      }
      case ClassicInstruction.LoadAtIndex(var size, int offset) -> {
        return load(size, Integer.toUnsignedLong(x) + Integer.toUnsignedLong(offset));
      }
      case ClassicInstruction.LoadHeaderLength(int offset) -> {
        return loadHeaderLength(Integer.toUnsignedLong(offset));
      }
      case ClassicInstruction.LoadConstant(var target, int value) -> set(target, value);
      case ClassicInstruction.LoadLength(var target) -> {
        if (length.isEmpty()) {
          return Optional.of(Verdict.UNDECIDED);
        }
        set(target, length.getAsInt());
      }
      case ClassicInstruction.LoadCell(var target, int cell) -> set(target, cells[cell]);
      case ClassicInstruction.StoreCell(var source, int cell) ->
          cells[cell] = source == Target.A ? a : x;
      case ClassicInstruction.Compute(var operation, var operand) -> {
        return compute(operation, value(operand));
      }
      case ClassicInstruction.Negate() -> a = -a;
      case ClassicInstruction.Copy(var target) -> set(target, target == Target.A ? x : a);
      case ClassicInstruction.Jump(int to) -> next = to;
      case ClassicInstruction.Branch(var condition, var operand, int ifTrue, int ifFalse) ->
          next = holds(condition, value(operand)) ? ifTrue : ifFalse;
      case ClassicInstruction.Return(boolean match) -> {
        return verdict(match);
      }
      case ClassicInstruction.ReturnAccumulator() -> {
        return verdict(a != 0);
      }
    }
    return Optional.empty();
  }

  private static Optional<Verdict> verdict(boolean match) {
    return Optional.of(match ? Verdict.MATCH : Verdict.NO_MATCH);
  }

  private void set(Target target, int value) {
    switch (target) {
      case A -> a = value;
      case X -> x = value;
    }
  }

  private int value(Operand operand) {
    return switch (operand) {
      case Operand.Constant(int value) -> value;
      case Operand.Index() -> x;
    };
  }

  private Optional<Verdict> load(Size size, long offset) {
    var missing = missing(offset + size.bytes());
    if (missing.isEmpty()) {
      a = 0;
      for (int at = 0; at < size.bytes(); at++) {
        a = a << Byte.SIZE | u8(offset + at);
      }
    }
    return missing;
  }

  private Optional<Verdict> loadHeaderLength(long offset) {
    var missing = missing(offset + 1);
    if (missing.isEmpty()) {
      x = Integer.BYTES * (u8(offset) & NIBBLE);
    }
    return missing;
  }

  /// The verdict, where the packet's bytes up to here are not at hand.
  private Optional<Verdict> missing(long end) {
    if (end <= packet.byteSize()) {
      return Optional.empty();
    }
    var known = length.orElse(NO_LENGTH);
    var ends = length.isPresent() && end > Integer.toUnsignedLong(known);
    return Optional.of(ends ? Verdict.NO_MATCH : Verdict.UNDECIDED);
  }

  private int u8(long offset) {
    return Byte.toUnsignedInt(packet.get(ValueLayout.JAVA_BYTE, offset));
  }

  private Optional<Verdict> compute(AluOperation operation, int operand) {
    switch (operation) {
      case ADD -> a += operand;
      case SUBTRACT -> a -= operand;
      case MULTIPLY -> a *= operand;
      case OR -> a |= operand;
      case AND -> a &= operand;
      case XOR -> a ^= operand;
      case SHIFT_LEFT -> a = isWidth(operand) ? 0 : a << operand;
      case SHIFT_RIGHT -> a = isWidth(operand) ? 0 : a >>> operand;
      case DIVIDE, MODULO -> {
        if (operand == 0) {
          return verdict(false);
        }
        a =
            operation == AluOperation.DIVIDE
                ? Integer.divideUnsigned(a, operand)
                : Integer.remainderUnsigned(a, operand);
      }
      case MOVE, SHIFT_RIGHT_ARITHMETIC ->
          throw new IllegalStateException(operation + " in classic BPF");
    }
    return Optional.empty();
  }

  private static boolean isWidth(int shift) {
    return Integer.compareUnsigned(shift, Integer.SIZE) >= 0;
  }

  private boolean holds(JumpCondition condition, int operand) {
    return switch (condition) {
      case EQUAL -> a == operand;
      case GREATER -> Integer.compareUnsigned(a, operand) > 0;
      case GREATER_OR_EQUAL -> Integer.compareUnsigned(a, operand) >= 0;
      case ANY_BIT -> (a & operand) != 0;
      case NOT_EQUAL,
          LESS,
          LESS_OR_EQUAL,
          SIGNED_GREATER,
          SIGNED_GREATER_OR_EQUAL,
          SIGNED_LESS,
          SIGNED_LESS_OR_EQUAL ->
          throw new IllegalStateException(condition + " in classic BPF");
    };
  }
}
