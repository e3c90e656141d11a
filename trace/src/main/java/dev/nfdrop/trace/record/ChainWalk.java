package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.ANY_BIT;
import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Register;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.kernel.KernelLayout;

/// Walks from a rule to the end of its chain, where the kernel keeps which chain it is (`struct
/// nft_rule_dp_last`, since 6.4).
final class ChainWalk {
  /// Rules to pass at most: a longer way would cost a drop too much, and the ruleset knows the
  /// chain of a handle as well.
  private static final int LIMIT = 64;

  private final Assembler code;
  private final KernelLayout layout;
  private final int lastChain;
  private final int isLast;
  private final Reads reads;

  /// @param layout of a kernel that has `struct nft_rule_dp_last`
  ChainWalk(Assembler code, KernelLayout layout) {
    this.code = code;
    this.layout = layout;
    this.lastChain = layout.rule().lastChain().orElseThrow();
    this.isLast = 1 << layout.rule().isLast().orElseThrow().shift();
    this.reads = new Reads(code);
  }

  void append() {
    var next = code.label("next rule");
    var last = code.label("last");
    var end = code.label("end of the walk");
    code.load(U32, R1, R10, Frame.CAUSE)
        .jumpIf(NOT_EQUAL, R1, CauseCode.of(Cause.RULE), end)
        .load(U64, R8, R10, Frame.RULE)
        .move(R9, LIMIT);

    code.bind(next);
    reads.toFrame(Frame.SCRATCH, Long.BYTES, R8, 0);
    code.jumpIf(NOT_EQUAL, R0, 0, end)
        .load(U64, R1, R10, Frame.SCRATCH)
        .jumpIf(ANY_BIT, R1, isLast, last);
    toLength(R1);
    code.add(R8, layout.rule().expressions())
        .add(R8, R1)
        .add(R9, -1)
        .jumpIf(NOT_EQUAL, R9, 0, next)
        .jump(end);

    code.bind(last);
    reads.toFrame(Frame.CHAIN, Long.BYTES, R8, lastChain);
    code.load(U64, R1, R10, Frame.CHAIN).jumpIf(EQUAL, R1, 0, end);
    reads.toRecord(RecordFormat.CHAIN_HANDLE, Long.BYTES, Frame.CHAIN, layout.chain().handle());
    reads.textToRecord(
        RecordFormat.CHAIN_NAME, RecordFormat.NAME_BYTES, Frame.CHAIN, layout.chain().name());
    code.bind(end);
  }

  private void toLength(Register word) {
    var length = layout.rule().length();
    code.shiftRight(word, length.shift()).and(word, (int) length.mask());
  }
}
