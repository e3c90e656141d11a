package dev.nfdrop.locator.arm64;

import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Width;
import java.util.List;

/// A general register as an operand. Number 31 is the stack pointer in some places and in others
/// the zero register, which reads as 0 and takes no value.
record Operand(int number, Width width, boolean orStackPointer) {
  static final int THIRTY_ONE = 31;

  static Operand of(int number, Width width) {
    return new Operand(number, width, false);
  }

  static Operand orStackPointer(int number, Width width) {
    return new Operand(number, width, true);
  }

  boolean isZero() {
    return number == THIRTY_ONE && !orStackPointer;
  }

  Arm64Register register() {
    if (isZero()) {
      throw new IllegalStateException("the zero register holds nothing");
    }
    return Arm64Register.of(number);
  }

  Expression value() {
    return isZero() ? Expression.immediate(0) : Expression.read(register(), width);
  }

  /// The effect of writing a value of this width, the rest of the register being zeroed.
  List<Effect> assign(Expression value) {
    return isZero() ? List.of() : List.of(new Effect.Assign(register(), value));
  }

  List<Effect> clobber() {
    return isZero() ? List.of() : List.of(Effect.Clobber.of(register()));
  }

  /// As it is written in assembly.
  @Override
  public String toString() {
    if (isZero()) {
      return width == Width.LONG ? "xzr" : "wzr";
    }
    return register().name(width);
  }
}
