package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Size.U32;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.ProgramMaps.Counter;

/// The part of a program that counts every packet which the kernel frees as dropped by netfilter,
/// whoever dropped it: what all reported drops must add up to.
public final class FreedCount {
  private FreedCount() {}

  /// Counts the packet in [Frame#SKB] if its namespace is wanted. Uses R0 to R5.
  public static void append(Assembler code, KernelLayout layout) {
    var counted = code.label("freed is counted");
    var unwanted = code.label("freed elsewhere");
    code.loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.NETNS_OFFSET)
        .load(U32, R1, R1, 0)
        .jumpIf(EQUAL, R1, 0, counted);
    new PacketNamespace(code, layout).append();
    code.loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.NETNS_OFFSET)
        .load(U32, R1, R1, 0)
        .load(U32, R2, R10, Frame.NETNS)
        .jumpIf(NOT_EQUAL, R1, R2, unwanted)
        .bind(counted);
    ProgramMaps.count(code, Counter.FREED);
    code.bind(unwanted);
  }
}
