package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Register;
import dev.nfdrop.trace.kernel.KernelLayout;

/// Takes a rule's handle from its header in [Frame#RULE_HEADER]: what lies above it there means
/// nothing.
record RuleHandle(Assembler code, KernelLayout.Bits bits) {
  /// Leaves the handle in a register; uses R2.
  void load(Register register) {
    code.load(U64, register, R10, Frame.RULE_HEADER)
        .shiftRight(register, bits.shift())
        .loadConstant(R2, bits.mask())
        .and(register, R2);
  }
}
