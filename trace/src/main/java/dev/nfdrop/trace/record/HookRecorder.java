package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.LESS;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U16;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static dev.nfdrop.ebpf.asm.Size.U8;

import dev.nfdrop.ebpf.asm.AluOperation;
import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.kernel.KernelLayout;
import java.util.Optional;

/// The part of a program that records a drop by something else than nf_tables.
///
/// It expects the packet in [Frame#SKB], the address to which the freeing call returns in
/// [Frame#FREED_AT], and the hook in [Frame#HOOK_STATE] with what belongs to it. It is free to use
/// R0 to R9.
public final class HookRecorder {
  private final Assembler code;
  private final Recording recording;
  private final KernelLayout layout;
  private final DropRecorder recorder;
  private final Reads reads;
  private final Label end;

  private HookRecorder(Assembler code, Recording recording, Label end) {
    this.code = code;
    this.recording = recording;
    this.layout = recording.layout();
    this.recorder = new DropRecorder(code, recording, Optional.empty(), end);
    this.reads = new Reads(code);
    this.end = end;
  }

  /// Appends the recorder to a program.
  ///
  /// @param end of the program, bound elsewhere: it is jumped to
  public static void append(Assembler code, Recording recording, Label end) {
    new HookRecorder(code, recording, end).append();
  }

  private void append() {
    code.store(U64, R10, Frame.BOTTOM, 0).store(U64, R10, Frame.CAUSE, CauseCode.of(Cause.HOOK));
    forgetImpossibleHook();
    namespace();
    ProgramMaps.countCause(code);
    AmountRecorder.appendForHook(code, recording, this::function, end);
    recorder.reserve();
    recorder.clear();
    code.store(U8, R7, RecordFormat.TABLE_NAME, 0).store(U8, R7, RecordFormat.BASE_CHAIN_NAME, 0);
    recorder.fixedFields();
    code.load(U64, R1, R10, Frame.FREED_AT).store(U64, R7, RecordFormat.FREED_AT, R1);
    hook();
    recorder.packet();
    recorder.submit();
    code.jump(end);
  }

  /// An index that the hook does not have shows that its places hold something else.
  private void forgetImpossibleHook() {
    var done = code.label("hook is possible");
    code.load(U64, R1, R10, Frame.HOOK_STATE)
        .jumpIf(EQUAL, R1, 0, done)
        .store(U64, R10, Frame.SCRATCH, 0);
    reads.toFrame(Frame.SCRATCH, Short.BYTES, Frame.HOOK_ENTRIES, layout.hooks().entries().count());
    code.load(U16, R1, R10, Frame.SCRATCH)
        .load(U32, R2, R10, Frame.HOOK_INDEX)
        .jumpIf(LESS, R2, R1, done)
        .store(U64, R10, Frame.HOOK_STATE, 0)
        .bind(done);
  }

  private void namespace() {
    var wanted = code.label("namespace is wanted");
    var found = code.label("namespace is found");
    var ofPacket = code.label("namespace of the packet");
    code.load(U64, R1, R10, Frame.HOOK_STATE).jumpIf(EQUAL, R1, 0, ofPacket);
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.HOOK_STATE, layout.state().net());
    code.store(U64, R10, Frame.NETNS, 0);
    reads.toFrame(Frame.NETNS, Integer.BYTES, Frame.SCRATCH, layout.netInode());
    code.jump(found).bind(ofPacket);
    new PacketNamespace(code, layout).append();
    code.bind(found)
        .loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.NETNS_OFFSET)
        .load(U32, R1, R1, 0)
        .jumpIf(EQUAL, R1, 0, wanted)
        .load(U32, R2, R10, Frame.NETNS)
        .jumpIf(NOT_EQUAL, R1, R2, end)
        .bind(wanted);
  }

  /// What `nf_hook_slow()` knows of the hook. R9 is the number of its functions, R8 which one it
  /// was.
  private void hook() {
    var none = code.label("no hook");
    var entries = layout.hooks().entries();
    code.load(U64, R1, R10, Frame.HOOK_STATE)
        .jumpIf(EQUAL, R1, 0, none)
        .store(U64, R10, Frame.SCRATCH, 0);
    reads.toFrame(Frame.SCRATCH, Short.BYTES, Frame.HOOK_ENTRIES, entries.count());
    code.load(U16, R9, R10, Frame.SCRATCH).load(U32, R8, R10, Frame.HOOK_INDEX);
    function(Frame.SCRATCH);
    code.load(U64, R1, R10, Frame.SCRATCH).store(U64, R7, RecordFormat.FUNCTION, R1);
    priority();
    var hooks = layout.hooks();
    reads.toRecord(
        RecordFormat.HOOK, hooks.hook().sizeBytes(), Frame.HOOK_STATE, hooks.hook().offsetBytes());
    family();
    recorder.devices();
    code.bind(none);
  }

  /// Where a table's family is in other records.
  private void family() {
    var family = layout.hooks().family();
    code.store(U64, R10, Frame.SCRATCH, 0);
    reads.toFrame(Frame.SCRATCH, family.sizeBytes(), Frame.HOOK_STATE, family.offsetBytes());
    code.load(U32, R1, R10, Frame.SCRATCH)
        .shiftLeft(R1, layout.table().family().bits().shift())
        .store(U32, R7, RecordFormat.FAMILY_WORD, R1);
  }

  /// Reads the address of the function into a slot.
  private void function(int slot) {
    var entries = layout.hooks().entries();
    code.load(U32, R1, R10, Frame.HOOK_INDEX)
        .alu(AluOperation.MULTIPLY, R1, entries.entryBytes())
        .load(U64, R2, R10, Frame.HOOK_ENTRIES)
        .add(R2, R1)
        .store(U64, R10, Frame.SCRATCH, R2);
    reads.toFrame(slot, Long.BYTES, Frame.SCRATCH, entries.first() + entries.function());
  }

  private void priority() {
    var entries = layout.hooks().entries();
    code.alu(AluOperation.MULTIPLY, R9, entries.entryBytes())
        .alu(AluOperation.MULTIPLY, R8, Long.BYTES)
        .load(U64, R2, R10, Frame.HOOK_ENTRIES)
        .add(R2, R9)
        .add(R2, R8)
        .store(U64, R10, Frame.SCRATCH, R2);
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.SCRATCH, entries.first());
    reads.toRecord(RecordFormat.PRIORITY, Integer.BYTES, Frame.SCRATCH, entries.priority());
  }
}
