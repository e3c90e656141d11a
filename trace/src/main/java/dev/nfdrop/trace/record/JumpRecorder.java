package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.ANY_BIT;
import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.GREATER;
import static dev.nfdrop.ebpf.asm.JumpCondition.GREATER_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.LESS_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.RawJump.Kind;

/// Writes the jumps that have not returned into the record that R7 points to: for each the handle
/// that tells user space which rule it was. If one of them cannot be read, none is told.
///
/// The kernel remembers where a jump goes on afterwards. Since 5.17 that is an address in the
/// chain's rules, from which there is no way back to the rule in front of it; but a ruleset knows
/// which one that is.
final class JumpRecorder {
  private final Assembler code;
  private final KernelLayout layout;
  private final JumpEntry entry;
  private final Reads reads;
  private final Label end;

  JumpRecorder(Assembler code, KernelLayout layout, JumpEntry entry) {
    this.code = code;
    this.layout = layout;
    this.entry = entry;
    this.reads = new Reads(code);
    this.end = code.label("end of the jumps");
  }

  /// Expects the address of the jump stack in [Frame#JUMPS], 0 where it is not known, and its depth
  /// in the low half of [Frame#JUMP_DEPTH].
  void append() {
    var next = code.label("next jump");
    var whole = code.label("all jumps");
    code.load(U64, R1, R10, Frame.JUMPS)
        .jumpIf(EQUAL, R1, 0, end)
        .load(U32, R9, R10, Frame.JUMP_DEPTH)
        .jumpIf(GREATER, R9, RecordFormat.MAX_JUMPS, end)
        .move(R8, 0);
    code.bind(next)
        .jumpIf(GREATER_OR_EQUAL, R8, RecordFormat.MAX_JUMPS, whole)
        .jumpIf(LESS_OR_EQUAL, R9, R8, whole);
    read(Frame.SCRATCH, Frame.JUMPS, entry.next());
    if (layout.rule().isLast().isPresent()) {
      behind(layout.rule().isLast().get());
    } else {
      jumping();
    }
    code.move(R2, R8)
        .shiftLeft(R2, 3)
        .add(R2, R7)
        .store(U64, R2, RecordFormat.JUMPS, R1)
        .load(U64, R1, R10, Frame.JUMPS)
        .add(R1, entry.bytes())
        .store(U64, R10, Frame.JUMPS, R1)
        .add(R8, 1)
        .jump(next);
    code.bind(whole).add(R9, 1).store(U32, R7, RecordFormat.JUMPS_TOLD, R9).bind(end);
  }

  /// Before 5.17 the rules of a chain are an array of pointers: the one in front is that of the
  /// rule that jumped.
  private void jumping() {
    read(Frame.SCRATCH, Frame.SCRATCH, -Long.BYTES);
    read(Frame.DEVICE, Frame.SCRATCH, layout.rule().word());
    handle(Kind.JUMPING_RULE);
  }

  private void behind(KernelLayout.Bits isLast) {
    var last = code.label("last rule jumped");
    var told = code.label("told");
    read(Frame.DEVICE, Frame.SCRATCH, layout.rule().word());
    code.load(U64, R1, R10, Frame.DEVICE).jumpIf(ANY_BIT, R1, 1 << isLast.shift(), last);
    handle(Kind.RULE_BEHIND);
    code.jump(told).bind(last);
    chain();
    code.bind(told);
  }

  /// The rules of a chain end with a pointer to it since 6.4; until then an entry has one.
  private void chain() {
    if (entry.chain().isPresent()) {
      read(Frame.SCRATCH, Frame.JUMPS, entry.chain().getAsInt());
    } else if (layout.rule().lastChain().isPresent()) {
      read(Frame.SCRATCH, Frame.SCRATCH, layout.rule().lastChain().getAsInt());
    } else {
      code.jump(end);
      return;
    }
    read(Frame.DEVICE, Frame.SCRATCH, layout.chain().handle());
    code.load(U64, R1, R10, Frame.DEVICE).loadConstant(R2, Kind.CHAIN_AT_ITS_END.bits()).or(R1, R2);
  }

  /// Leaves the word of a rule whose header lies in the device's slot in R1.
  private void handle(Kind kind) {
    var handle = layout.rule().handle();
    code.load(U64, R1, R10, Frame.DEVICE)
        .shiftRight(R1, handle.shift())
        .loadConstant(R2, handle.mask())
        .and(R1, R2)
        .loadConstant(R2, kind.bits())
        .or(R1, R2);
  }

  private void read(int slot, int pointerSlot, int offset) {
    reads.toFrame(slot, Long.BYTES, pointerSlot, offset);
    code.jumpIf(NOT_EQUAL, R0, 0, end);
  }
}
