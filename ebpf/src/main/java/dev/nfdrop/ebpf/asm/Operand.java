package dev.nfdrop.ebpf.asm;

/// The second operand of an operation: a register or a constant.
public sealed interface Operand permits Register, Immediate {}
