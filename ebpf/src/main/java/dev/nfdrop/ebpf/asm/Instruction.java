package dev.nfdrop.ebpf.asm;

/// One instruction, before its encoding.
///
/// Constructors refuse what no kernel could accept: a write to the frame pointer, a displacement
/// beyond 16 bits, a shift beyond the width, a division by a constant 0.
public sealed interface Instruction {
  /// How many 8-byte slots the encoding takes; jumps and the verifier's log count slots.
  default int slots() {
    return switch (this) {
      case LoadConstant _, LoadMap _, LoadMapValue _ -> 2;
      case Alu _, Negate _, Swap _, Load _, Store _, Atomic _, Jump _, Branch _, Call _, Exit _ ->
          1;
    };
  }

  /// `destination = destination op operand`.
  record Alu(AluOperation operation, Width width, Register destination, Operand operand)
      implements Instruction {
    public Alu {
      destination.requireWritable();
      if (operand instanceof Immediate(int value)) {
        requireSensible(operation, width, value);
      }
    }

    private static void requireSensible(AluOperation operation, Width width, int value) {
      var bits = width == Width.BITS_32 ? 32 : 64;
      if (operation.isShift() && (value < 0 || value >= bits)) {
        throw new IllegalArgumentException(
            "shift of %d bits by %d (%s)".formatted(bits, value, operation));
      }
      if (operation.isDivision() && value == 0) {
        throw new IllegalArgumentException("division by constant 0 (%s)".formatted(operation));
      }
    }
  }

  /// `destination = -destination`.
  record Negate(Width width, Register destination) implements Instruction {
    public Negate {
      destination.requireWritable();
    }
  }

  /// `destination = be16(destination)` and the like.
  record Swap(ByteSwap order, Register destination) implements Instruction {
    public Swap {
      destination.requireWritable();
    }
  }

  /// `destination = *(size *)(base + offset)`, extended by zeros.
  record Load(Size size, Register destination, Register base, int offset) implements Instruction {
    public Load {
      destination.requireWritable();
      requireDisplacement(offset);
    }
  }

  /// `*(size *)(base + offset) = value`.
  record Store(Size size, Register base, int offset, Operand value) implements Instruction {
    public Store {
      requireDisplacement(offset);
    }
  }

  /// An atomic operation on `*(size *)(base + offset)`.
  record Atomic(AtomicOperation operation, Size size, Register base, int offset, Register operand)
      implements Instruction {
    public Atomic {
      requireDisplacement(offset);
      if (size != Size.U32 && size != Size.U64) {
        throw new IllegalArgumentException("no atomic operation on " + size);
      }
      if (operation.fetches() && operation != AtomicOperation.COMPARE_AND_EXCHANGE) {
        operand.requireWritable();
      }
    }
  }

  /// `destination = value`, all 64 bits of it.
  record LoadConstant(Register destination, long value) implements Instruction {
    public LoadConstant {
      destination.requireWritable();
    }
  }

  /// `destination = ` the map of that name, for helpers that take one.
  record LoadMap(Register destination, String map) implements Instruction {
    public LoadMap {
      destination.requireWritable();
    }
  }

  /// `destination = ` the address of a byte inside the first value of an array map. Since 5.2.
  record LoadMapValue(Register destination, String map, int offset) implements Instruction {
    public LoadMapValue {
      destination.requireWritable();
      if (offset < 0) {
        throw new IllegalArgumentException("offset %d of map %s".formatted(offset, map));
      }
    }
  }

  /// Goes on at the target.
  record Jump(Label target) implements Instruction {}

  /// Goes on at the target if `left condition right`. [Width#BITS_32] since 5.1.
  record Branch(JumpCondition condition, Width width, Register left, Operand right, Label target)
      implements Instruction {}

  /// Calls a helper: arguments in R1 to R5, result in R0.
  record Call(Helper helper) implements Instruction {}

  /// Returns R0.
  record Exit() implements Instruction {}

  private static void requireDisplacement(int offset) {
    if (offset != (short) offset) {
      throw new IllegalArgumentException("offset %d does not fit into 16 bits".formatted(offset));
    }
  }
}
