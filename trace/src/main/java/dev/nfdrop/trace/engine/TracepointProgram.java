package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.DropRecorder;
import dev.nfdrop.trace.record.Frame;
import dev.nfdrop.trace.record.ProgramMaps;
import dev.nfdrop.trace.record.Reads;
import java.util.List;

/// The program of the engine `tracepoint`.
///
/// It runs at every drop of the system and ends after one comparison unless netfilter dropped. Then
/// the return address tells the site, and the place where the return address lies on the stack
/// tells which layout the stack has. Where that fits none, the drop is counted and nothing is
/// guessed.
final class TracepointProgram {
  private static final String NAME = "nfdrop_kfree";

  private final Assembler code = new Assembler();
  private final Label record = code.label("record");
  private final Label end = code.label("end");
  private final List<StackLayout> layouts;

  private TracepointProgram(List<StackLayout> layouts) {
    this.layouts = layouts;
  }

  static ProgramSpec of(
      KernelLayout kernel, int dropReason, List<SiteValues> sites, List<StackLayout> layouts) {
    return new TracepointProgram(layouts).assemble(kernel, dropReason, sites);
  }

  private ProgramSpec assemble(KernelLayout kernel, int dropReason, List<SiteValues> sites) {
    code.move(R6, R1)
        .load(U32, R2, R6, KfreeSkb.REASON)
        .jumpIf(NOT_EQUAL, R2, dropReason, end)
        .load(U64, R7, R6, KfreeSkb.LOCATION);
    sites.forEach(this::site);
    code.jump(end);
    code.bind(record).load(U64, R1, R6, KfreeSkb.SKB).store(U64, R10, Frame.SKB, R1);
    DropRecorder.append(code, kernel, end);
    return new ProgramSpec(NAME, ProgramType.RAW_TRACEPOINT, code.build());
  }

  private void site(SiteValues site) {
    var other = code.label("another site");
    code.loadConstant(R2, site.returnAddress().orElseThrow()).jumpIf(NOT_EQUAL, R7, R2, other);
    for (var layout : layouts) {
      var otherLayout = code.label("another layout");
      code.store(U64, R10, Frame.SCRATCH, 0);
      new Reads(code).toFrame(Frame.SCRATCH, Long.BYTES, R6, layout.returnAddress());
      code.load(U64, R1, R10, Frame.SCRATCH);
      jumpUnlessReturn(layout.signatureBits(), otherLayout);
      SiteProgram.fetch(code, new StackRegisters(layout), site, end);
      code.jump(record).bind(otherLayout);
    }
    ProgramMaps.countUnattributed(code);
    code.jump(end).bind(other);
  }

  /// Compares the word in R1 with the return address in R7, without the bits that may be a
  /// signature.
  private void jumpUnlessReturn(int signatureBits, Label otherLayout) {
    if (signatureBits == 0) {
      code.jumpIf(NOT_EQUAL, R1, R7, otherLayout);
    } else {
      code.subtract(R1, R7).shiftLeft(R1, signatureBits).jumpIf(NOT_EQUAL, R1, 0, otherLayout);
    }
  }
}
