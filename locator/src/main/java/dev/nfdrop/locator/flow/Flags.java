package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Effect.SetFlags;
import dev.nfdrop.locator.machine.Width;

/// What the processor's flags were set from.
///
/// @param left truncated to the width
/// @param right truncated to the width
public record Flags(SetFlags.Operation operation, Width width, Value left, Value right) {}
