package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Operator;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Width;
import org.jspecify.annotations.Nullable;

/// What is known about 64 bits in a place. Equal values are the same number whenever both were
/// computed in the same pass through the code between them; two [Loaded] of one address were read
/// from there, perhaps at different times.
///
/// The values that are compared most do it by hand: what the compiler generates for a record is
/// linked at its first use, which a short run of the tool would feel.
public sealed interface Value {

  /// A number.
  record Constant(long number) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Constant that && number == that.number;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(number);
    }

    @Override
    public String toString() {
      return "0x" + Long.toHexString(number);
    }
  }

  /// What a register held when the function was entered.
  record Initial(Register register) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Initial that && register == that.register;
    }

    @Override
    public int hashCode() {
      return register.number();
    }

    @Override
    public String toString() {
      return register.fullName() + "@entry";
    }
  }

  /// The stack pointer at entry plus an offset in bytes.
  record StackAddress(long offset) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof StackAddress that && offset == that.offset;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(offset);
    }

    @Override
    public String toString() {
      return "&stack" + Long.toString(offset);
    }
  }

  /// An address on the stack at a computed distance from, not before, this offset.
  record StackElement(long offset) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof StackElement that && offset == that.offset;
    }

    @Override
    public int hashCode() {
      return Long.hashCode(offset);
    }

    @Override
    public String toString() {
      return "&stack" + offset + "[?]";
    }
  }

  /// A value plus a constant other than 0. The base is no sum itself.
  record Sum(Value base, long addend) implements Value {
    @Override
    public int size() {
      return 1 + base.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Sum that && addend == that.addend && base.equals(that.base);
    }

    @Override
    public int hashCode() {
      return 31 * base.hashCode() + Long.hashCode(addend);
    }

    @Override
    public String toString() {
      return base + (addend < 0 ? "-0x" : "+0x") + Long.toHexString(Math.abs(addend));
    }
  }

  /// Any other operation on two values, zero-extended from its width.
  record Combined(Operator operator, Width width, Value left, Value right) implements Value {
    @Override
    public int size() {
      return 1 + left.size() + right.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Combined that
          && operator == that.operator
          && width == that.width
          && left.equals(that.left)
          && right.equals(that.right);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * width.bits() + left.hashCode()) + right.hashCode();
    }

    @Override
    public String toString() {
      return "(" + left + " " + operator + " " + right + ")";
    }
  }

  /// What memory held, zero-extended.
  record Loaded(Value address, Width width) implements Value {
    @Override
    public int size() {
      return 1 + address.size();
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Loaded that && width == that.width && address.equals(that.address);
    }

    @Override
    public int hashCode() {
      return 31 * address.hashCode() + width.bits();
    }

    @Override
    public String toString() {
      return "[" + address + "]:" + width.bits();
    }
  }

  /// The low bits, zero-extended.
  record Truncated(Value whole, Width width) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Truncated that && width == that.width && whole.equals(that.whole);
    }

    @Override
    public int hashCode() {
      return 31 * whole.hashCode() + width.bits();
    }

    @Override
    public int size() {
      return 1 + whole.size();
    }

    @Override
    public String toString() {
      return whole + ":" + width.bits();
    }
  }

  /// The low bits, sign-extended.
  record SignExtended(Value part, Width width) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof SignExtended that && width == that.width && part.equals(that.part);
    }

    @Override
    public int hashCode() {
      return 31 * part.hashCode() + width.bits();
    }

    @Override
    public int size() {
      return 1 + part.size();
    }

    @Override
    public String toString() {
      return "signed " + part + ":" + width.bits();
    }
  }

  /// A value whose low bits were replaced.
  record Inserted(Value whole, Value part, Width width) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Inserted that
          && width == that.width
          && whole.equals(that.whole)
          && part.equals(that.part);
    }

    @Override
    public int hashCode() {
      return 31 * (31 * whole.hashCode() + part.hashCode()) + width.bits();
    }

    @Override
    public int size() {
      return 1 + whole.size() + part.size();
    }
  }

  /// The address of a symbol, or something that depends on one.
  record Symbolic(String symbol, long instruction) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Symbolic that
          && instruction == that.instruction
          && symbol.equals(that.symbol);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(instruction) + symbol.hashCode();
    }

    @Override
    public String toString() {
      return "&" + symbol;
    }
  }

  /// Whichever of several values the path into a block brought.
  record Merge(long block, Place place) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Merge that && block == that.block && place.equals(that.place);
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(block) + place.hashCode();
    }

    @Override
    public String toString() {
      return "merge(" + Long.toHexString(block) + "," + place + ")";
    }
  }

  /// The result of an instruction, or of a call, of which nothing is known.
  record Opaque(long instruction, int number) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Opaque that
          && instruction == that.instruction
          && number == that.number;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(instruction) + number;
    }

    @Override
    public String toString() {
      return "?" + Long.toHexString(instruction);
    }
  }

  /// A value that whoever asked gave a name, to see where it goes.
  record Named(String name) implements Value {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Named that && name.equals(that.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  /// How many values it is made of, itself included.
  default int size() {
    return 1;
  }
}
