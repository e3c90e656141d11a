package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.flow.Value.Combined;
import dev.nfdrop.locator.flow.Value.Constant;
import dev.nfdrop.locator.flow.Value.Inserted;
import dev.nfdrop.locator.flow.Value.Loaded;
import dev.nfdrop.locator.flow.Value.SignExtended;
import dev.nfdrop.locator.flow.Value.StackAddress;
import dev.nfdrop.locator.flow.Value.StackElement;
import dev.nfdrop.locator.flow.Value.Sum;
import dev.nfdrop.locator.flow.Value.Truncated;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;

/// Operations on values, in one normal form, so that equal computations are equal values.
public final class Arithmetic {
  private Arithmetic() {}

  private static final Value ANYWHERE_ON_STACK = new StackElement(Integer.MIN_VALUE);

  /// `value + addend`, 64 bits.
  public static Value plus(Value value, long addend) {
    return switch (value) {
      case Constant(var number) -> new Constant(number + addend);
      case StackAddress(var offset) -> new StackAddress(offset + addend);
      case StackElement(var offset) -> new StackElement(offset + addend);
      case Sum(var base, var first) -> first + addend == 0 ? base : new Sum(base, first + addend);
      case Combined _, Inserted _, Loaded _, SignExtended _, Truncated _ -> sum(value, addend);
      case Value.Initial _, Value.Merge _, Value.Named _ -> sum(value, addend);
      case Value.Opaque _, Value.Symbolic _ -> sum(value, addend);
    };
  }

  private static Value sum(Value base, long addend) {
    return addend == 0 ? base : new Sum(base, addend);
  }

  /// The low bits of a value, zero-extended.
  public static Value truncate(Value value, Width width) {
    if (width == Width.LONG || fits(value, width)) {
      return value;
    }
    return switch (value) {
      case Constant(var number) -> new Constant(width.truncate(number));
      case Truncated(var whole, _) -> truncate(whole, width);
      case SignExtended(var part, var from) when from.bits() >= width.bits() ->
          truncate(part, width);
      case Inserted(_, var part, var inserted) when inserted.bits() >= width.bits() ->
          truncate(part, width);
      default -> new Truncated(value, width);
    };
  }

  private static boolean fits(Value value, Width width) {
    return switch (value) {
      case Constant(var number) -> width.truncate(number) == number;
      case Truncated(_, var own) -> own.bits() <= width.bits();
      case Loaded(_, var own) -> own.bits() <= width.bits();
      case Combined(_, var own, _, _) -> own.bits() <= width.bits();
      default -> false;
    };
  }

  static Value signExtend(Value value, Width from) {
    if (from == Width.LONG) {
      return value;
    }
    var low = truncate(value, from);
    return low instanceof Constant(var number)
        ? new Constant(from.signExtend(number))
        : new SignExtended(low, from);
  }

  static Value insert(Value whole, Value part, Width width) {
    var low = truncate(part, width);
    if (whole instanceof Constant(var old) && low instanceof Constant(var fresh)) {
      return new Constant((old & ~width.mask()) | fresh);
    }
    var base =
        whole instanceof Inserted(var under, _, var before) && before.bits() <= width.bits()
            ? under
            : whole;
    return new Inserted(base, low, width);
  }

  static Value combine(Operator operator, Width width, Value left, Value right) {
    var a = truncate(left, width);
    var b = truncate(right, width);
    if (a instanceof Constant(var x) && b instanceof Constant(var y)) {
      return new Constant(operator.apply(width, x, y));
    }
    return switch (operator) {
      case ADD -> add(width, a, b);
      case SUBTRACT -> subtract(width, a, b);
      case AND -> and(width, a, b);
      case MULTIPLY -> new Combined(operator, width, a, b);
      case OR, XOR, SHIFT_LEFT, SHIFT_RIGHT, SHIFT_RIGHT_SIGNED, ROTATE_RIGHT ->
          isZero(b)
              ? a
              : isZero(a) && operator == Operator.OR ? b : new Combined(operator, width, a, b);
    };
  }

  private static boolean isZero(Value value) {
    return value instanceof Constant(var number) && number == 0;
  }

  private static Value add(Width width, Value a, Value b) {
    if (width != Width.LONG) {
      return truncate(
          a instanceof Constant(var x)
              ? plus(b, x)
              : b instanceof Constant(var y)
                  ? plus(a, width.signExtend(y))
                  : new Combined(Operator.ADD, width, a, b),
          width);
    }
    if (b instanceof Constant(var y)) {
      return plus(a, y);
    }
    if (a instanceof Constant(var x)) {
      return plus(b, x);
    }
    return addLong(a, b);
  }

  /// Takes constants out to the sum's end, and makes an element of anything beside a stack address.
  private static Value addLong(Value a, Value b) {
    if (a instanceof StackAddress(var offset)) {
      return new StackElement(offset);
    }
    if (b instanceof StackAddress(var offset)) {
      return new StackElement(offset);
    }
    if (a instanceof StackElement || b instanceof StackElement) {
      return a instanceof StackElement ? a : b;
    }
    if (a instanceof Sum(var base, var addend)) {
      return plus(addLong(base, b), addend);
    }
    if (b instanceof Sum(var base, var addend)) {
      return plus(addLong(a, base), addend);
    }
    return new Combined(Operator.ADD, Width.LONG, a, b);
  }

  private static Value subtract(Width width, Value a, Value b) {
    if (a.equals(b)) {
      return new Constant(0);
    }
    if (width == Width.LONG && b instanceof Constant(var y)) {
      return plus(a, -y);
    }
    if (a instanceof StackAddress(var from) && b instanceof StackAddress(var to)) {
      return new Constant(from - to);
    }
    boolean stack = a instanceof StackElement || a instanceof StackAddress;
    return stack ? ANYWHERE_ON_STACK : new Combined(Operator.SUBTRACT, width, a, b);
  }

  /// A mask of exactly one width is a truncation.
  private static Value and(Width width, Value a, Value b) {
    if (a instanceof Constant && !(b instanceof Constant)) {
      return and(width, b, a);
    }
    if (b instanceof Constant(var mask)) {
      for (var narrow : Width.values()) {
        if (mask == narrow.mask()) {
          return truncate(a, narrow);
        }
      }
      if (mask == 0) {
        return b;
      }
    }
    return new Combined(Operator.AND, width, a, b);
  }
}
