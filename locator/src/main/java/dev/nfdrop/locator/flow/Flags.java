package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Effect.SetFlags;
import dev.nfdrop.locator.machine.Width;
import org.jspecify.annotations.Nullable;

/// What the processor's flags were set from.
///
/// @param left truncated to the width
/// @param right truncated to the width
public record Flags(SetFlags.Operation operation, Width width, Value left, Value right) {
  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof Flags that
        && operation == that.operation
        && width == that.width
        && left.equals(that.left)
        && right.equals(that.right);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * width.bits() + left.hashCode()) + right.hashCode();
  }
}
