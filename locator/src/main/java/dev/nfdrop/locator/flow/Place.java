package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Width;
import org.jspecify.annotations.Nullable;

/// Where a value can live inside a function.
public sealed interface Place {

  /// A register.
  record InRegister(Register register) implements Place {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof InRegister that && register == that.register;
    }

    @Override
    public int hashCode() {
      return register.number();
    }

    @Override
    public String toString() {
      return register.fullName();
    }
  }

  /// A stack slot.
  ///
  /// @param offset from the stack pointer at the function's entry, in bytes; negative in the frame
  record OnStack(long offset, Width width) implements Place {
    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof OnStack that && offset == that.offset && width == that.width;
    }

    @Override
    public int hashCode() {
      return 31 * Long.hashCode(offset) + width.bits();
    }

    @Override
    public String toString() {
      return "stack" + (offset < 0 ? "-0x" : "+0x") + Long.toHexString(Math.abs(offset));
    }

    long end() {
      return offset + width.bytes();
    }

    /// Whether the `bytes` bytes at `from` share one with this slot.
    boolean overlaps(long from, long bytes) {
      return from < end() && offset < from + bytes;
    }
  }
}
