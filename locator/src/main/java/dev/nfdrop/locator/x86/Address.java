package dev.nfdrop.locator.x86;

import dev.nfdrop.locator.machine.Expression;
import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.util.Optional;

/// A memory operand's address.
///
/// @param segment the segment prefix, `fs` or `gs`; empty for the flat ones
/// @param base register, if any
/// @param index register, if any
/// @param scale 1, 2, 4 or 8
/// @param displacement in bytes
/// @param relative the address of the next instruction if the displacement counts from there
/// @param narrow whether the sum is cut to 32 bits
/// @param shape how the encoding spells it, for the text only
record Address(
    String segment,
    Optional<X86Register> base,
    Optional<X86Register> index,
    int scale,
    long displacement,
    Optional<Long> relative,
    boolean narrow,
    Shape shape) {

  /// What of the encoding is seen in the text: a displacement of 0, a SIB byte without index.
  record Shape(boolean displacement, boolean sib) {}

  /// Whether the address is relative to a segment base, which no expression here can name.
  boolean perCpu() {
    return !segment.isEmpty();
  }

  /// The same for an instruction that ends there.
  Address endingAt(long end) {
    return new Address(
        segment, base, index, scale, displacement, relative.map(_ -> end), narrow, shape);
  }

  Expression expression() {
    var sum = relative.map(next -> Expression.immediate(next + displacement));
    if (sum.isPresent()) {
      return sum.get();
    }
    var scaled = index.map(this::scaled);
    Expression address =
        base.isPresent()
            ? scaled
                .map(offset -> add(Expression.read(base.get()), offset))
                .orElseGet(() -> Expression.read(base.get()))
            : scaled.orElseGet(() -> Expression.immediate(0));
    var whole =
        address instanceof Expression.Immediate
            ? Expression.immediate(displacement)
            : Expression.plus(address, displacement);
    return narrow ? new Expression.Truncate(whole, Width.WORD) : whole;
  }

  private Expression scaled(X86Register register) {
    var value = Expression.read(register);
    return scale == 1
        ? value
        : new Expression.Binary(
            Operator.SHIFT_LEFT,
            Width.LONG,
            value,
            Expression.immediate(Integer.numberOfTrailingZeros(scale)));
  }

  private static Expression add(Expression left, Expression right) {
    return new Expression.Binary(Operator.ADD, Width.LONG, left, right);
  }

  /// As objdump's Intel syntax has it.
  String text() {
    var prefix = segment.isEmpty() ? "" : segment + ":";
    if (base.isEmpty() && index.isEmpty() && relative.isEmpty()) {
      return (prefix.isEmpty() ? "ds:" : prefix) + "0x" + Long.toHexString(displacement);
    }
    var inside = new StringBuilder();
    relative.ifPresent(_ -> inside.append(narrow ? "eip" : "rip"));
    base.ifPresent(register -> inside.append(name(register)));
    if (index.isPresent() || (shape.sib() && needsNoIndex())) {
      inside.append(inside.isEmpty() ? "" : "+");
      inside.append(index.map(this::name).orElse(narrow ? "eiz" : "riz")).append('*').append(scale);
    }
    if (shape.displacement()) {
      inside
          .append(displacement < 0 ? "-0x" : "+0x")
          .append(Long.toHexString(Math.abs(displacement)));
    }
    return prefix + "[" + inside + "]";
  }

  private boolean needsNoIndex() {
    return base.filter(register -> register != X86Register.RSP && register != X86Register.R12)
        .isPresent();
  }

  private String name(X86Register register) {
    return register.name(narrow ? Width.WORD : Width.LONG);
  }
}
