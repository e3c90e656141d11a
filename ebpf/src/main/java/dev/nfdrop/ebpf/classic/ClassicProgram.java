package dev.nfdrop.ebpf.classic;

import dev.nfdrop.ebpf.classic.ClassicInstruction.Branch;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Jump;
import dev.nfdrop.ebpf.classic.ClassicInstruction.LoadCell;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Return;
import dev.nfdrop.ebpf.classic.ClassicInstruction.ReturnAccumulator;
import dev.nfdrop.ebpf.classic.ClassicInstruction.StoreCell;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.List;

/// A program of classic BPF that ends: it jumps only forward, to instructions that are there, ends
/// with a return, and reads no cell that it may not have written.
///
/// What the kernel would refuse (`bpf_check_classic()`, net/core/filter.c) cannot be made, and
/// neither can what asks for more than a packet's bytes and its length.
public final class ClassicProgram {
  /// `BPF_MAXINSNS`, include/uapi/linux/bpf_common.h.
  public static final int MOST_INSTRUCTIONS = 4096;

  /// `BPF_MEMWORDS`, include/uapi/linux/filter.h.
  public static final int CELLS = 16;

  private static final int ALL_CELLS = (1 << CELLS) - 1;

  private final List<ClassicInstruction> instructions;

  private ClassicProgram(List<ClassicInstruction> instructions) {
    this.instructions = List.copyOf(instructions);
  }

  /// Decodes and checks a `struct sock_filter[]` in the host's byte order.
  ///
  /// @throws ClassicFormatException saying what is wrong, and where
  public static ClassicProgram decode(MemorySegment filter) {
    return of(ClassicDecoder.decode(filter));
  }

  /// Checks a program.
  ///
  /// @throws ClassicFormatException saying what is wrong, and where
  static ClassicProgram of(List<ClassicInstruction> instructions) {
    var count = instructions.size();
    if (count == 0 || count > MOST_INSTRUCTIONS) {
      throw new ClassicFormatException(
          "%d instructions, not 1 to %d".formatted(count, MOST_INSTRUCTIONS));
    }
    for (int at = 0; at < count; at++) {
      requireForward(instructions.get(at), at, count);
    }
    if (!(instructions.getLast() instanceof Return
        || instructions.getLast() instanceof ReturnAccumulator)) {
      throw new ClassicFormatException(
          "instruction %d, the last one, is no return: %s"
              .formatted(count - 1, instructions.getLast()));
    }
    requireWritten(instructions);
    return new ClassicProgram(instructions);
  }

  public List<ClassicInstruction> instructions() {
    return instructions;
  }

  private static void requireForward(ClassicInstruction instruction, int at, int count) {
    switch (instruction) {
      case Jump(int to) -> requireTarget(to, at, count);
      case Branch(_, _, int ifTrue, int ifFalse) -> {
        requireTarget(ifTrue, at, count);
        requireTarget(ifFalse, at, count);
      }
      case ClassicInstruction _ -> {}
    }
  }

  private static void requireTarget(int to, int at, int count) {
    if (to <= at || to >= count) {
      throw new ClassicFormatException(
          "instruction %d of %d jumps to %d".formatted(at, count, Integer.toUnsignedLong(to)));
    }
  }

  /// For each instruction the cells that were written on all ways there. Jumps go forward, so that
  /// one pass is enough; what cannot be reached is taken to come after every cell was written.
  private static void requireWritten(List<ClassicInstruction> instructions) {
    var written = new int[instructions.size()];
    Arrays.fill(written, 1, written.length, ALL_CELLS);
    for (int at = 0; at < written.length; at++) {
      var before = written[at];
      switch (instructions.get(at)) {
        case StoreCell(_, int cell) -> written[at + 1] &= before | 1 << cell;
        case LoadCell(_, int cell) when (before & 1 << cell) == 0 ->
            throw new ClassicFormatException(
                "instruction %d reads cell %d, which may not be written yet".formatted(at, cell));
        case Jump(int to) -> written[to] &= before;
        case Branch(_, _, int ifTrue, int ifFalse) -> {
          written[ifTrue] &= before;
          written[ifFalse] &= before;
        }
        case Return _, ReturnAccumulator _ -> {}
        case ClassicInstruction _ -> written[at + 1] &= before;
      }
    }
  }

  /// The instructions, numbered.
  @Override
  public String toString() {
    var text = new StringBuilder();
    for (int at = 0; at < instructions.size(); at++) {
      text.append("%4d: %s%n".formatted(at, instructions.get(at)));
    }
    return text.toString();
  }
}
