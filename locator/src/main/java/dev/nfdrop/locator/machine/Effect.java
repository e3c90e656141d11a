package dev.nfdrop.locator.machine;

import java.util.Set;

/// One thing that an instruction changes.
public sealed interface Effect {

  /// Writes a whole register.
  record Assign(Register target, Expression value) implements Effect {}

  /// Writes the low bits of a value to memory.
  record Store(Expression address, Width width, Expression value) implements Effect {}

  /// Sets the flags as `operation` of two values does.
  record SetFlags(Operation operation, Width width, Expression left, Expression right)
      implements Effect {
    /// Which arithmetic the flags come from.
    public enum Operation {
      /// `left - right`: every [Relation] compares the two.
      SUBTRACT,
      /// `left + right`.
      ADD,
      /// `left & right`: equal means that no bit is common; carry and overflow are clear.
      AND,
      /// Zero and sign flag describe `left`; `right` is 0; the others are unknown.
      RESULT,
      /// Carry is bit number `right` of `left`; the others are unknown.
      BIT
    }
  }

  /// Leaves these registers with unknown values.
  record Clobber(Set<Register> registers) implements Effect {
    public Clobber {
      registers = Set.copyOf(registers);
    }

    public static Clobber of(Register... registers) {
      return new Clobber(Set.of(registers));
    }
  }

  /// Leaves the flags unknown.
  record ClobberFlags() implements Effect {}

  /// Writes as many unknown bytes as the second expression says, at an address: vector stores,
  /// string instructions.
  record ClobberMemory(Expression address, Expression bytes) implements Effect {}

  /// May have written anything, registers other than the stack pointer, flags and memory alike.
  record ClobberEverything() implements Effect {}
}
