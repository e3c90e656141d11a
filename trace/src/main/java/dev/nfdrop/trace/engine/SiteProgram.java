package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.record.CauseCode;
import dev.nfdrop.trace.record.Frame;

/// Emits the part of a program that fetches a site's values into the frame.
final class SiteProgram {
  private static final int CODE_MASK = 0xff;

  private SiteProgram() {}

  /// Fetches rule, packet, base chain and cause. The packet's buffer is left to the caller.
  static void fetch(Assembler code, MachineState state, SiteValues site) {
    Values.fetch(code, state, site.packet(), Frame.PACKET);
    Values.fetch(code, state, site.baseChain(), Frame.BASE_CHAIN);
    code.store(U64, R10, Frame.RULE, 0).store(U64, R10, Frame.CAUSE, CauseCode.of(site.cause()));
    site.rule().ifPresent(rule -> Values.fetch(code, state, rule, Frame.RULE));
    site.verdict()
        .ifPresent(verdict -> {
          var isRule = code.label("is a rule's verdict");
          Values.fetch(code, state, verdict, Frame.SCRATCH);
          code.load(U64, R1, R10, Frame.SCRATCH)
              .and(R1, CODE_MASK)
              .jumpIf(EQUAL, R1, 0, isRule)
              .store(U64, R10, Frame.CAUSE, CauseCode.of(Cause.POLICY))
              .bind(isRule);
        });
  }
}
