package dev.nfdrop.ebpf.classic;

import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;

import dev.nfdrop.ebpf.asm.AluOperation;
import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.ByteSwap;
import dev.nfdrop.ebpf.asm.Instruction;
import dev.nfdrop.ebpf.asm.JumpCondition;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.ebpf.asm.Register;
import dev.nfdrop.ebpf.asm.Size;
import dev.nfdrop.ebpf.asm.Width;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Operand;
import dev.nfdrop.ebpf.classic.ClassicInstruction.Target;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/// Emits eBPF that does what a program of classic BPF says, in a form that the verifier accepts: as
/// [ClassicInterpreter] does it.
///
/// A and X live in R0 and R1, whose upper halves stay 0; R2 and R3 are used as well. What cannot be
/// reached is left out, since the verifier refuses it.
public final class ClassicTranslator {
  private static final Register A = R0;
  private static final Register X = R1;

  /// Where a load would end, counted from the packet's start.
  private static final Register END = R2;

  private static final Register ADDRESS = R3;
  private static final int NIBBLE = 0xf;

  private final Assembler code;
  private final PacketPlace place;
  private final Label match;
  private final Label noMatch;
  private final Label undecided;
  private final List<ClassicInstruction> instructions;
  private final List<Label> labels;
  private final Label beyond;
  private final boolean[] reached;
  private boolean beyondIsUsed;

  private ClassicTranslator(
      Assembler code,
      ClassicProgram program,
      PacketPlace place,
      Label match,
      Label noMatch,
      Label undecided) {
    this.code = code;
    this.place = place;
    this.match = match;
    this.noMatch = noMatch;
    this.undecided = undecided;
    this.instructions = program.instructions();
    this.labels =
        IntStream.range(0, instructions.size())
            .mapToObj(at -> code.label("filter instruction " + at))
            .toList();
    this.beyond = code.label("beyond what is there");
    this.reached = new boolean[instructions.size()];
  }

  /// Appends the program; it ends at one of the labels, which the caller binds.
  public static void append(
      Assembler code,
      ClassicProgram program,
      PacketPlace place,
      Label match,
      Label noMatch,
      Label undecided) {
    new ClassicTranslator(code, program, place, match, noMatch, undecided).append();
  }

  private void append() {
    code.move32(A, 0).move32(X, 0);
    reached[0] = true;
    for (int at = 0; at < instructions.size(); at++) {
      if (reached[at]) {
        code.bind(labels.get(at));
        translate(instructions.get(at), at);
      }
    }
    if (beyondIsUsed) {
      code.bind(beyond).jumpIf(JumpCondition.GREATER, END, place.length(), noMatch).jump(undecided);
    }
  }

  private void translate(ClassicInstruction instruction, int at) {
    switch (instruction) {
      case ClassicInstruction.LoadAt(var size, int offset) -> loadAt(A, size, offset, at);
      case ClassicInstruction.LoadAtIndex(var size, int offset) -> loadAtIndex(size, offset, at);
      case ClassicInstruction.LoadHeaderLength(int offset) -> {
        if (loadAt(X, Size.U8, Integer.toUnsignedLong(offset), at)) {
          code.alu32(AluOperation.AND, X, NIBBLE).alu32(AluOperation.SHIFT_LEFT, X, 2);
        }
      }
      case ClassicInstruction.LoadConstant(var target, int value) -> {
        code.move32(register(target), value);
        reach(at + 1);
      }
      case ClassicInstruction.LoadLength(var target) -> {
        code.move32(register(target), place.length());
        reach(at + 1);
      }
      case ClassicInstruction.LoadCell(var target, int cell) -> {
        code.load(Size.U32, register(target), place.memory(), cell(cell));
        reach(at + 1);
      }
      case ClassicInstruction.StoreCell(var source, int cell) -> {
        code.store(Size.U32, place.memory(), cell(cell), register(source));
        reach(at + 1);
      }
      case ClassicInstruction.Compute(var operation, var operand) -> {
        compute(operation, operand);
        reach(at + 1);
      }
      case ClassicInstruction.Negate() -> {
        code.emit(new Instruction.Negate(Width.BITS_32, A));
        reach(at + 1);
      }
      case ClassicInstruction.Copy(var target) -> {
        code.move32(register(target), target == Target.A ? X : A);
        reach(at + 1);
      }
      case ClassicInstruction.Jump(int to) -> goOn(to, at);
      case ClassicInstruction.Branch(var condition, var operand, int ifTrue, int ifFalse) ->
          branch(condition, operand, ifTrue, ifFalse, at);
      case ClassicInstruction.Return(boolean matches) -> code.jump(matches ? match : noMatch);
      case ClassicInstruction.ReturnAccumulator() ->
          code.jumpIf32(JumpCondition.EQUAL, A, 0, noMatch).jump(match);
    }
  }

  private void reach(int at) {
    reached[at] = true;
  }

  private void goOn(int to, int at) {
    reach(to);
    if (to != at + 1) {
      code.jump(labels.get(to));
    }
  }

  /// @return false if no packet has so many bytes at hand: then it does not go on here
  private boolean loadAt(Register target, Size size, long offset, int at) {
    var end = offset + size.bytes();
    code.loadConstant(END, end);
    beyondIsUsed = true;
    if (end > place.capacity()) {
      code.jump(beyond);
      return false;
    }
    code.jumpIf(JumpCondition.GREATER, END, place.present(), beyond)
        .load(size, target, place.memory(), place.bytes() + (int) offset);
    inHostOrder(size, target);
    reach(at + 1);
    return true;
  }

  /// The second comparison is for the verifier, which does not know that the first one implies it.
  private void loadAtIndex(Size size, int offset, int at) {
    code.move(END, X)
        .loadConstant(ADDRESS, Integer.toUnsignedLong(offset) + size.bytes())
        .add(END, ADDRESS)
        .jumpIf(JumpCondition.GREATER, END, place.present(), beyond)
        .jumpIf(JumpCondition.GREATER, END, place.capacity(), beyond)
        .move(ADDRESS, place.memory())
        .add(ADDRESS, END)
        .load(size, A, ADDRESS, place.bytes() - size.bytes());
    beyondIsUsed = true;
    inHostOrder(size, A);
    reach(at + 1);
  }

  private void inHostOrder(Size size, Register target) {
    switch (size) {
      case U16 -> code.swap(ByteSwap.BE16, target);
      case U32 -> code.swap(ByteSwap.BE32, target);
      case U8, U64 -> {}
    }
  }

  private void compute(AluOperation operation, Operand operand) {
    switch (operand) {
      case Operand.Constant(int value) -> code.alu32(operation, A, value);
      case Operand.Index() -> {
        switch (operation) {
          case DIVIDE, MODULO ->
              code.jumpIf32(JumpCondition.EQUAL, X, 0, noMatch).alu32(operation, A, X);
          case SHIFT_LEFT, SHIFT_RIGHT -> shiftByIndex(operation);
          case ADD, SUBTRACT, MULTIPLY, OR, AND, XOR, MOVE, SHIFT_RIGHT_ARITHMETIC ->
              code.alu32(operation, A, X);
        }
      }
    }
  }

  private void shiftByIndex(AluOperation operation) {
    var sensible = code.label("sensible shift");
    var shifted = code.label("shifted");
    code.jumpIf32(JumpCondition.LESS, X, Integer.SIZE, sensible)
        .move32(A, 0)
        .jump(shifted)
        .bind(sensible)
        .alu32(operation, A, X)
        .bind(shifted);
  }

  private void branch(JumpCondition condition, Operand operand, int ifTrue, int ifFalse, int at) {
    if (ifTrue == ifFalse) {
      goOn(ifTrue, at);
      return;
    }
    reach(ifTrue);
    var inverse = inverse(condition);
    if (ifTrue == at + 1 && inverse.isPresent()) {
      reach(ifFalse);
      compare(inverse.get(), operand, labels.get(ifFalse));
    } else {
      compare(condition, operand, labels.get(ifTrue));
      goOn(ifFalse, at);
    }
  }

  private void compare(JumpCondition condition, Operand operand, Label target) {
    switch (operand) {
      case Operand.Constant(int value) -> code.jumpIf32(condition, A, value, target);
      case Operand.Index() -> code.jumpIf32(condition, A, X, target);
    }
  }

  private static Optional<JumpCondition> inverse(JumpCondition condition) {
    return switch (condition) {
      case EQUAL -> Optional.of(JumpCondition.NOT_EQUAL);
      case GREATER -> Optional.of(JumpCondition.LESS_OR_EQUAL);
      case GREATER_OR_EQUAL -> Optional.of(JumpCondition.LESS);
      case ANY_BIT,
          NOT_EQUAL,
          LESS,
          LESS_OR_EQUAL,
          SIGNED_GREATER,
          SIGNED_GREATER_OR_EQUAL,
          SIGNED_LESS,
          SIGNED_LESS_OR_EQUAL ->
          Optional.empty();
    };
  }

  private int cell(int cell) {
    return place.cells() + cell * Integer.BYTES;
  }

  private static Register register(Target target) {
    return switch (target) {
      case A -> A;
      case X -> X;
    };
  }
}
