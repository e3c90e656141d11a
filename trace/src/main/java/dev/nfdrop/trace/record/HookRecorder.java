package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static dev.nfdrop.ebpf.asm.Size.U8;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.kernel.KernelLayout;
import java.util.Optional;

/// The part of a program that records a drop by something else than nf_tables.
///
/// It expects the packet in [Frame#SKB] and the address to which the freeing call returns in
/// [Frame#FREED_AT], and is free to use R0 to R9.
public final class HookRecorder {
  private final Assembler code;
  private final KernelLayout layout;
  private final DropRecorder recorder;
  private final Label end;

  private HookRecorder(Assembler code, Recording recording, Label end) {
    this.code = code;
    this.layout = recording.layout();
    this.recorder = new DropRecorder(code, recording, Optional.empty(), end);
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
    namespace();
    ProgramMaps.countCause(code);
    recorder.reserve();
    recorder.clear();
    code.store(U8, R7, RecordFormat.TABLE_NAME, 0).store(U8, R7, RecordFormat.BASE_CHAIN_NAME, 0);
    recorder.fixedFields();
    code.load(U64, R1, R10, Frame.FREED_AT).store(U64, R7, RecordFormat.FREED_AT, R1);
    recorder.packet();
    recorder.submit();
    code.jump(end);
  }

  private void namespace() {
    var wanted = code.label("namespace is wanted");
    new PacketNamespace(code, layout).append();
    code.loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.NETNS_OFFSET)
        .load(U32, R1, R1, 0)
        .jumpIf(EQUAL, R1, 0, wanted)
        .load(U32, R2, R10, Frame.NETNS)
        .jumpIf(NOT_EQUAL, R1, R2, end)
        .bind(wanted);
  }
}
