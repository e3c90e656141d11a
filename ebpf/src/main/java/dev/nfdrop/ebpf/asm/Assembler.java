package dev.nfdrop.ebpf.asm;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// Lines up instructions and binds labels; [#build()] gives the finished [Code].
///
/// Every method that emits returns this assembler. Operations are 64 bits wide unless their name
/// ends in 32. For one thread.
public final class Assembler {
  private final List<Instruction> instructions = new ArrayList<>();
  private final Map<Label, Integer> targetSlots = new HashMap<>();
  private final Set<Label> used = new HashSet<>();
  private int slots;

  /// An assembler without instructions.
  public Assembler() {}

  /// A new label, not yet bound.
  ///
  /// @param name for messages; two labels may share one
  public Label label(String name) {
    return new Label(name);
  }

  /// Binds a label to this place.
  ///
  /// @throws IllegalStateException if it is bound already
  public Assembler bind(Label label) {
    if (targetSlots.putIfAbsent(label, slots) != null) {
      throw new IllegalStateException("label %s is bound twice".formatted(label));
    }
    return this;
  }

  /// Appends an instruction.
  public Assembler emit(Instruction instruction) {
    switch (instruction) {
      case Instruction.Jump(var target) -> used.add(target);
      case Instruction.Branch(_, _, _, _, var target) -> used.add(target);
      case Instruction _ -> {}
    }
    instructions.add(instruction);
    slots += instruction.slots();
    return this;
  }

  /// The code so far.
  ///
  /// @throws IllegalStateException if a label that is jumped to is not bound, or stands behind the
  ///   last instruction
  public Code build() {
    for (var label : used) {
      var slot = targetSlots.get(label);
      if (slot == null) {
        throw new IllegalStateException("label %s is not bound".formatted(label));
      }
      if (slot == slots) {
        throw new IllegalStateException("label %s is bound behind the end".formatted(label));
      }
    }
    return new Code(instructions, targetSlots);
  }

  /// `destination = operand`.
  public Assembler move(Register destination, Register operand) {
    return alu(AluOperation.MOVE, destination, operand);
  }

  /// `destination = value`, its sign extended.
  public Assembler move(Register destination, int value) {
    return alu(AluOperation.MOVE, destination, value);
  }

  /// `destination = (u32) operand`.
  public Assembler move32(Register destination, Register operand) {
    return alu32(AluOperation.MOVE, destination, operand);
  }

  /// `destination = (u32) value`.
  public Assembler move32(Register destination, int value) {
    return alu32(AluOperation.MOVE, destination, value);
  }

  /// `destination = value`, in the shortest form.
  public Assembler loadConstant(Register destination, long value) {
    return value == (int) value
        ? move(destination, (int) value)
        : emit(new Instruction.LoadConstant(destination, value));
  }

  /// `destination += operand`.
  public Assembler add(Register destination, Register operand) {
    return alu(AluOperation.ADD, destination, operand);
  }

  /// `destination += value`.
  public Assembler add(Register destination, int value) {
    return alu(AluOperation.ADD, destination, value);
  }

  /// `destination -= operand`.
  public Assembler subtract(Register destination, Register operand) {
    return alu(AluOperation.SUBTRACT, destination, operand);
  }

  /// `destination &= value`, its sign extended.
  public Assembler and(Register destination, int value) {
    return alu(AluOperation.AND, destination, value);
  }

  /// `destination &= operand`.
  public Assembler and(Register destination, Register operand) {
    return alu(AluOperation.AND, destination, operand);
  }

  /// `destination |= operand`.
  public Assembler or(Register destination, Register operand) {
    return alu(AluOperation.OR, destination, operand);
  }

  /// `destination <<= bits`.
  public Assembler shiftLeft(Register destination, int bits) {
    return alu(AluOperation.SHIFT_LEFT, destination, bits);
  }

  /// `destination >>= bits`, unsigned.
  public Assembler shiftRight(Register destination, int bits) {
    return alu(AluOperation.SHIFT_RIGHT, destination, bits);
  }

  /// An operation with a register.
  public Assembler alu(AluOperation operation, Register destination, Register operand) {
    return emit(new Instruction.Alu(operation, Width.BITS_64, destination, operand));
  }

  /// An operation with a constant, its sign extended.
  public Assembler alu(AluOperation operation, Register destination, int value) {
    return emit(new Instruction.Alu(operation, Width.BITS_64, destination, new Immediate(value)));
  }

  /// An operation with a register on the low halves.
  public Assembler alu32(AluOperation operation, Register destination, Register operand) {
    return emit(new Instruction.Alu(operation, Width.BITS_32, destination, operand));
  }

  /// An operation with a constant on the low half.
  public Assembler alu32(AluOperation operation, Register destination, int value) {
    return emit(new Instruction.Alu(operation, Width.BITS_32, destination, new Immediate(value)));
  }

  /// `destination = -destination`.
  public Assembler negate(Register destination) {
    return emit(new Instruction.Negate(Width.BITS_64, destination));
  }

  /// Converts the byte order of a register's low bits.
  public Assembler swap(ByteSwap order, Register destination) {
    return emit(new Instruction.Swap(order, destination));
  }

  /// `destination = *(size *)(base + offset)`.
  public Assembler load(Size size, Register destination, Register base, int offset) {
    return emit(new Instruction.Load(size, destination, base, offset));
  }

  /// `*(size *)(base + offset) = value`.
  public Assembler store(Size size, Register base, int offset, Register value) {
    return emit(new Instruction.Store(size, base, offset, value));
  }

  /// `*(size *)(base + offset) = value`, its sign extended.
  public Assembler store(Size size, Register base, int offset, int value) {
    return emit(new Instruction.Store(size, base, offset, new Immediate(value)));
  }

  /// `*(size *)(base + offset) += operand`, atomically; works on every kernel.
  public Assembler atomicAdd(Size size, Register base, int offset, Register operand) {
    return atomic(AtomicOperation.ADD, size, base, offset, operand);
  }

  /// An atomic operation.
  public Assembler atomic(
      AtomicOperation operation, Size size, Register base, int offset, Register operand) {
    return emit(new Instruction.Atomic(operation, size, base, offset, operand));
  }

  /// `destination = ` the map of that name.
  public Assembler loadMap(Register destination, String map) {
    return emit(new Instruction.LoadMap(destination, map));
  }

  /// `destination = ` the address of a byte inside the first value of an array map.
  public Assembler loadMapValue(Register destination, String map, int offset) {
    return emit(new Instruction.LoadMapValue(destination, map, offset));
  }

  /// Goes on at the target.
  public Assembler jump(Label target) {
    return emit(new Instruction.Jump(target));
  }

  /// Goes on at the target if `left condition right`.
  public Assembler jumpIf(JumpCondition condition, Register left, Register right, Label target) {
    return emit(new Instruction.Branch(condition, Width.BITS_64, left, right, target));
  }

  /// Goes on at the target if `left condition right`, its sign extended.
  public Assembler jumpIf(JumpCondition condition, Register left, int right, Label target) {
    return emit(
        new Instruction.Branch(condition, Width.BITS_64, left, new Immediate(right), target));
  }

  /// Goes on at the target if `left condition right` holds for the low halves.
  public Assembler jumpIf32(JumpCondition condition, Register left, Register right, Label target) {
    return emit(new Instruction.Branch(condition, Width.BITS_32, left, right, target));
  }

  /// Goes on at the target if `left condition right` holds for the low half.
  public Assembler jumpIf32(JumpCondition condition, Register left, int right, Label target) {
    return emit(
        new Instruction.Branch(condition, Width.BITS_32, left, new Immediate(right), target));
  }

  /// Calls a helper.
  public Assembler call(Helper helper) {
    return emit(new Instruction.Call(helper));
  }

  /// Returns R0.
  public Assembler exit() {
    return emit(new Instruction.Exit());
  }
}
