package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Effect;
import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import org.jspecify.annotations.Nullable;

/// What a decoded instruction works on.
sealed interface Operand {

  /// A register or its low bits; `high` for bits 8 to 15 of the first four.
  record Reg(X86Register register, Width width, boolean high) implements Operand {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Reg that
          && register == that.register
          && width == that.width
          && high == that.high;
    }

    @Override
    public int hashCode() {
      return 31 * register.number() + width.bits();
    }
  }

  /// Memory.
  record Mem(Address address, Width width) implements Operand {}

  /// A constant, sign-extended to 64 bits.
  record Imm(long number, Width width) implements Operand {}

  /// A branch target.
  record Rel(long target, Width width) implements Operand {}

  Width width();

  /// Its value, zero-extended.
  default Expression value() {
    return switch (this) {
      case Reg(var register, var width, var high) ->
          high
              ? new Expression.Truncate(
                  new Expression.Binary(
                      Operator.SHIFT_RIGHT,
                      Width.LONG,
                      Expression.read(register),
                      Expression.immediate(Byte.SIZE)),
                  Width.BYTE)
              : Expression.read(register, width);
      case Mem(var address, var width) ->
          address.perCpu()
              ? Expression.Unknown.of(address.expression())
              : new Expression.Load(address.expression(), width);
      case Imm(var number, var width) -> Expression.immediate(width.truncate(number));
      case Rel(var target, _) -> Expression.immediate(target);
    };
  }

  /// Writing a value to it. A 32-bit register write clears the upper half, narrower ones keep it.
  default Effect write(Expression value) {
    return switch (this) {
      case Reg(var register, var width, var high) ->
          new Effect.Assign(register, high ? unknownIn(register, value) : whole(this, value));
      case Mem(var address, var width) ->
          address.perCpu()
              ? new Effect.ClobberMemory(
                  Expression.Unknown.of(address.expression(), value),
                  Expression.immediate(width.bytes()))
              : new Effect.Store(address.expression(), width, value);
      case Imm _, Rel _ -> throw new IllegalStateException("a constant is written: " + this);
    };
  }

  private static Expression whole(Operand operand, Expression value) {
    var width = operand.width();
    return switch (width) {
      case LONG -> value;
      case WORD -> new Expression.Truncate(value, width);
      case BYTE, HALF ->
          new Expression.Insert(Expression.read(((Reg) operand).register()), value, width);
    };
  }

  private static Expression unknownIn(X86Register register, Expression value) {
    return Expression.Unknown.of(Expression.read(register), value);
  }
}
