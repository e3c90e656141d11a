package dev.nfdrop.ebpf.asm;

/// A 32-bit constant inside an instruction; 64-bit operations extend its sign.
///
/// @param value the constant
public record Immediate(int value) implements Operand {}
