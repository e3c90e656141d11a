package dev.nfdrop.ebpf.asm;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.function.ToIntFunction;

/// Turns instructions into `struct bpf_insn[]`: opcode, register nibbles, 16-bit offset, 32-bit
/// immediate, all little-endian as the hosts are.
final class Encoder {
  // Instruction classes, include/uapi/linux/bpf_common.h and bpf.h.
  private static final int LD = 0x00;
  private static final int LDX = 0x01;
  private static final int ST = 0x02;
  private static final int STX = 0x03;
  private static final int ALU = 0x04;
  private static final int JMP = 0x05;
  private static final int JMP32 = 0x06;
  private static final int ALU64 = 0x07;

  // Modes of memory instructions.
  private static final int IMM = 0x00;
  private static final int MEM = 0x60;
  private static final int ATOMIC = 0xc0;

  /// `BPF_X`: the operand is a register.
  private static final int FROM_REGISTER = 0x08;

  private static final int NEG = 0x80;
  private static final int END = 0xd0;
  private static final int JA = 0x00;
  private static final int CALL = 0x80;
  private static final int EXIT = 0x90;

  /// `BPF_PSEUDO_MAP_FD` and `BPF_PSEUDO_MAP_VALUE`, in the source nibble of a 64-bit load.
  private static final int PSEUDO_MAP_FD = 1;

  private static final int PSEUDO_MAP_VALUE = 2;

  private static final int SLOT_BYTES = 8;

  private final ByteBuffer bytes;
  private final ToIntFunction<Label> targetSlots;
  private final ToIntFunction<String> mapDescriptors;

  Encoder(int slots, ToIntFunction<Label> targetSlots, ToIntFunction<String> mapDescriptors) {
    this.bytes = ByteBuffer.allocate(slots * SLOT_BYTES).order(ByteOrder.LITTLE_ENDIAN);
    this.targetSlots = targetSlots;
    this.mapDescriptors = mapDescriptors;
  }

  byte[] encode(List<Instruction> instructions) {
    instructions.forEach(this::encode);
    return bytes.array();
  }

  /// The opcode of an instruction's first slot.
  static int opcode(Instruction instruction) {
    return switch (instruction) {
      case Instruction.Alu(var operation, var width, _, var operand) ->
          aluClass(width) | operation.code() | source(operand);
      case Instruction.Negate(var width, _) -> aluClass(width) | NEG;
      case Instruction.Swap(var order, _) -> ALU | END | order.orderBit();
      case Instruction.Load(var size, _, _, _) -> LDX | MEM | size.code();
      case Instruction.Store(var size, _, _, Register _) -> STX | MEM | size.code();
      case Instruction.Store(var size, _, _, Immediate _) -> ST | MEM | size.code();
      case Instruction.Atomic(_, var size, _, _, _) -> STX | ATOMIC | size.code();
      case Instruction.LoadConstant _, Instruction.LoadMap _, Instruction.LoadMapValue _ ->
          LD | IMM | Size.U64.code();
      case Instruction.Jump _ -> JMP | JA;
      case Instruction.Branch(var condition, var width, _, var right, _) ->
          (width == Width.BITS_32 ? JMP32 : JMP) | condition.code() | source(right);
      case Instruction.Call _ -> JMP | CALL;
      case Instruction.Exit _ -> JMP | EXIT;
    };
  }

  private void encode(Instruction instruction) {
    var opcode = opcode(instruction);
    switch (instruction) {
      case Instruction.Alu(_, _, var destination, var operand) ->
          slot(opcode, destination.number(), sourceNumber(operand), 0, immediate(operand));
      case Instruction.Negate(_, var destination) -> slot(opcode, destination.number(), 0, 0, 0);
      case Instruction.Swap(var order, var destination) ->
          slot(opcode, destination.number(), 0, 0, order.bits());
      case Instruction.Load(_, var destination, var base, int offset) ->
          slot(opcode, destination.number(), base.number(), offset, 0);
      case Instruction.Store(_, var base, int offset, var value) ->
          slot(opcode, base.number(), sourceNumber(value), offset, immediate(value));
      case Instruction.Atomic(var operation, _, var base, int offset, var operand) ->
          slot(opcode, base.number(), operand.number(), offset, operation.code());
      case Instruction.LoadConstant(var destination, long value) ->
          twoSlots(opcode, destination, 0, (int) value, (int) (value >>> Integer.SIZE));
      case Instruction.LoadMap(var destination, var map) ->
          twoSlots(opcode, destination, PSEUDO_MAP_FD, mapDescriptors.applyAsInt(map), 0);
      case Instruction.LoadMapValue(var destination, var map, int offset) ->
          twoSlots(opcode, destination, PSEUDO_MAP_VALUE, mapDescriptors.applyAsInt(map), offset);
      case Instruction.Jump(var target) -> slot(opcode, 0, 0, distance(target), 0);
      case Instruction.Branch(_, _, var left, var right, var target) ->
          slot(opcode, left.number(), sourceNumber(right), distance(target), immediate(right));
      case Instruction.Call(var helper) -> slot(opcode, 0, 0, 0, helper.id());
      case Instruction.Exit _ -> slot(opcode, 0, 0, 0, 0);
    }
  }

  private void slot(int opcode, int destination, int source, int offset, int immediate) {
    bytes
        .put((byte) opcode)
        .put((byte) (source << 4 | destination))
        .putShort((short) offset)
        .putInt(immediate);
  }

  private void twoSlots(int opcode, Register destination, int source, int low, int high) {
    slot(opcode, destination.number(), source, 0, low);
    slot(0, 0, 0, 0, high);
  }

  /// The slots from behind the jump that is about to be written to its target.
  private int distance(Label target) {
    var here = bytes.position() / SLOT_BYTES;
    var distance = targetSlots.applyAsInt(target) - here - 1;
    if (distance != (short) distance) {
      throw new IllegalArgumentException(
          "jump at %d to %s spans %d slots, beyond 16 bits".formatted(here, target, distance));
    }
    return distance;
  }

  private static int aluClass(Width width) {
    return width == Width.BITS_32 ? ALU : ALU64;
  }

  private static int source(Operand operand) {
    return operand instanceof Register ? FROM_REGISTER : 0;
  }

  private static int sourceNumber(Operand operand) {
    return operand instanceof Register register ? register.number() : 0;
  }

  private static int immediate(Operand operand) {
    return operand instanceof Immediate(int value) ? value : 0;
  }
}
