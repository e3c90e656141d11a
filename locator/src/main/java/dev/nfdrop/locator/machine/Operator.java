package dev.nfdrop.locator.machine;

/// What a [Expression.Binary] does to its operands.
public enum Operator {
  ADD("+"),
  SUBTRACT("-"),
  MULTIPLY("*"),
  AND("&"),
  OR("|"),
  XOR("^"),
  SHIFT_LEFT("<<"),
  SHIFT_RIGHT(">>>"),
  SHIFT_RIGHT_SIGNED(">>"),
  ROTATE_RIGHT("ror");

  private final String symbol;

  Operator(String symbol) {
    this.symbol = symbol;
  }

  /// The operator between two constants of a width; shifts count modulo the width.
  public long apply(Width width, long left, long right) {
    var a = width.truncate(left);
    var b = width.truncate(right);
    int count = (int) (b & (width == Width.LONG ? 63 : 31));
    return width.truncate(
        switch (this) {
          case ADD -> a + b;
          case SUBTRACT -> a - b;
          case MULTIPLY -> a * b;
          case AND -> a & b;
          case OR -> a | b;
          case XOR -> a ^ b;
          case SHIFT_LEFT -> a << count;
          case SHIFT_RIGHT -> a >>> count;
          case SHIFT_RIGHT_SIGNED -> width.signExtend(a) >> count;
          case ROTATE_RIGHT -> rotateRight(width, a, count);
        });
  }

  private static long rotateRight(Width width, long value, int count) {
    int turn = count % width.bits();
    return turn == 0 ? value : value >>> turn | value << (width.bits() - turn);
  }

  @Override
  public String toString() {
    return symbol;
  }
}
