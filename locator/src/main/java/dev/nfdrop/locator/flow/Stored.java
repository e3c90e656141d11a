package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Instruction;

/// A value on its way to memory.
///
/// @param number of the store in its instruction: some write two values
public record Stored(Instruction instruction, int number, Value address, Value value) {}
