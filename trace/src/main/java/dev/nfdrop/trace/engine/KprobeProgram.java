package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.trace.record.DropRecorder;
import dev.nfdrop.trace.record.Frame;
import dev.nfdrop.trace.record.HookRecorder;
import dev.nfdrop.trace.record.PacketMatch;
import dev.nfdrop.trace.record.Reads;
import dev.nfdrop.trace.record.Recording;
import dev.nfdrop.trace.record.ReturnedDrops;
import java.util.List;

/// The program of the engine `kprobe` for one site.
final class KprobeProgram {
  private KprobeProgram() {}

  static ProgramSpec of(Recording recording, Register stackPointer, SiteValues site) {
    var code = new Assembler();
    var end = code.label("end");
    code.move(R6, R1);
    Runnable dropped =
        () -> {
          buffer(code, recording, end);
          if (site.leavesFreeing()) {
            ReturnedDrops.add(code);
          }
        };
    SiteProgram.fetch(code, new ProbedRegisters(stackPointer), site, dropped, end);
    DropRecorder.append(code, recording, SiteValues.jumpEntry(List.of(site)), end);
    return new ProgramSpec(name(site), ProgramType.KPROBE, code.build());
  }

  /// The program where packets pass that live.
  static ProgramSpec ofLiving(Recording recording, Register stackPointer, SiteValues site) {
    var code = new Assembler();
    var end = code.label("end");
    code.move(R6, R1);
    SiteProgram.fetchLiving(code, new ProbedRegisters(stackPointer), site, end);
    buffer(code, recording, end);
    DropRecorder.appendLiving(code, recording, SiteValues.jumpEntry(List.of(site)), end);
    return new ProgramSpec("nfdrop_living", ProgramType.KPROBE, code.build());
  }

  /// The program where the kernel frees a packet that a function at a hook has dropped.
  ///
  /// @param returned whether packets come here as well that nf_tables has dropped
  static ProgramSpec ofHook(
      Recording recording, Register stackPointer, HookPlaces places, boolean returned) {
    var code = new Assembler();
    var end = code.label("end");
    var site = places.site();
    code.move(R6, R1);
    var registers = new ProbedRegisters(stackPointer);
    Values.fetch(code, registers, site.packet(), Frame.SKB);
    if (returned) {
      ReturnedDrops.jumpIfOne(code, end);
    }
    PacketMatch.append(code, recording, end);
    places.fetch(code, registers);
    code.loadConstant(R1, site.returnAddress()).store(U64, R10, Frame.FREED_AT, R1);
    HookRecorder.append(code, recording, end);
    code.bind(end).move(R0, 0).exit();
    return new ProgramSpec("nfdrop_hook", ProgramType.KPROBE, code.build());
  }

  private static void buffer(Assembler code, Recording recording, Label end) {
    code.store(U64, R10, Frame.SKB, 0);
    new Reads(code).toFrame(Frame.SKB, Long.BYTES, Frame.PACKET, recording.layout().packet().skb());
    PacketMatch.append(code, recording, end);
  }

  private static String name(SiteValues site) {
    return switch (site.site().kind()) {
      case RULE_DROP -> "nfdrop_rule";
      case POLICY_DROP -> "nfdrop_policy";
      case JUMP_DEPTH -> "nfdrop_depth";
      case VERDICT_TEST -> "nfdrop_verdict";
    };
  }
}
