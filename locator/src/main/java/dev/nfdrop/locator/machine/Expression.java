package dev.nfdrop.locator.machine;

import java.util.List;

/// A 64-bit value as an instruction computes it.
public sealed interface Expression {

  /// A constant.
  record Immediate(long value) implements Expression {}

  /// The low bits of a register, zero-extended.
  record Read(Register register, Width width) implements Expression {}

  /// Memory at an address, zero-extended.
  record Load(Expression address, Width width) implements Expression {}

  /// `left operator right`, both truncated to the width first, the result zero-extended from it.
  record Binary(Operator operator, Width width, Expression left, Expression right)
      implements Expression {}

  /// The low bits of a value, sign-extended to 64 bits.
  record SignExtend(Expression value, Width from) implements Expression {}

  /// The low bits of a value, zero-extended.
  record Truncate(Expression value, Width to) implements Expression {}

  /// `whole` with its low bits replaced by those of `part`: what writing `al` does to `rax`.
  record Insert(Expression whole, Expression part, Width width) implements Expression {}

  /// One value or the other: conditional moves, `setcc`, `csel`.
  record Select(Condition condition, Expression whenTrue, Expression whenFalse)
      implements Expression {}

  /// Something computed from the inputs in a way that is not said.
  record Unknown(List<Expression> inputs) implements Expression {
    public Unknown {
      inputs = List.copyOf(inputs);
    }

    public static Unknown of(Expression... inputs) {
      return new Unknown(List.of(inputs));
    }
  }

  static Immediate immediate(long value) {
    return new Immediate(value);
  }

  static Read read(Register register) {
    return new Read(register, Width.LONG);
  }

  static Read read(Register register, Width width) {
    return new Read(register, width);
  }

  /// `base + displacement`, 64 bits wide; the base itself where the displacement is 0.
  static Expression plus(Expression base, long displacement) {
    return displacement == 0
        ? base
        : new Binary(Operator.ADD, Width.LONG, base, new Immediate(displacement));
  }
}
