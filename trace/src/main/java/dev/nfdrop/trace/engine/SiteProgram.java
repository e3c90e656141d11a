package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.record.CauseCode;
import dev.nfdrop.trace.record.Frame;
import dev.nfdrop.trace.record.ProgramMaps;
import dev.nfdrop.trace.record.VerdictCode;

/// Emits the part of a program that fetches a site's values into the frame.
final class SiteProgram {
  /// `NF_VERDICT_MASK`, include/uapi/linux/netfilter.h; what is above is an error number or a
  /// queue.
  private static final int VERDICT_MASK = 0xff;

  private static final int ACCEPT = VerdictCode.of(Verdict.ACCEPT);
  private static final int QUEUE = VerdictCode.of(Verdict.QUEUE);

  /// `enum nft_verdicts`, include/uapi/linux/netfilter/nf_tables.h.
  private static final int CONTINUE = -1;

  private static final int JUMP = -3;
  private static final int GOTO = -4;
  private static final int RETURN = -5;

  private final Assembler code;
  private final MachineState state;
  private final SiteValues site;

  private SiteProgram(Assembler code, MachineState state, SiteValues site) {
    this.code = code;
    this.state = state;
    this.site = site;
  }

  /// Fetches rule, packet, base chain and cause. The packet's buffer is left to the caller.
  ///
  /// @param dropped emits what to do with a dropped packet, in [Frame#PACKET], before its cause is
  ///   looked at; it leaves R6 and all other slots but [Frame#SCRATCH] as they are
  /// @param end where to go when there is no drop, or none that can be told
  static void fetch(
      Assembler code, MachineState state, SiteValues site, Runnable dropped, Label end) {
    new SiteProgram(code, state, site).fetch(dropped, end);
  }

  /// Fetches the same where packets that live pass, with the verdict.
  ///
  /// @param end where to go with another verdict
  static void fetchLiving(Assembler code, MachineState state, SiteValues site, Label end) {
    new SiteProgram(code, state, site).fetchLiving(end);
  }

  private void fetchLiving(Label end) {
    if (!(site.cause() instanceof CauseSource.FromReturn(var verdict, var at))) {
      throw new IllegalArgumentException("no verdict is known at " + site.site().kind());
    }
    living(verdict, at, end);
    packet();
    places();
  }

  private void fetch(Runnable dropped, Label end) {
    if (site.cause() instanceof CauseSource.FromReturn(var verdict, var _)) {
      endUnlessDropped(verdict, end);
    }
    packet();
    dropped.run();
    switch (site.cause()) {
      case CauseSource.Known(var cause) -> cause(cause);
      case CauseSource.FromCode(var at) -> fromCode(at, end);
      case CauseSource.FromReturn(var _, var at) -> fromReturn(at, end);
    }
    places();
  }

  private void packet() {
    Values.fetch(code, state, site.packet(), Frame.PACKET);
  }

  private void places() {
    Values.fetch(code, state, site.baseChain(), Frame.BASE_CHAIN);
    code.store(U64, R10, Frame.RULE, 0);
    site.rule().ifPresent(rule -> Values.fetch(code, state, rule, Frame.RULE));
    code.store(U64, R10, Frame.JUMPS, 0);
    site.jumps().ifPresent(this::jumps);
  }

  private void jumps(SiteValues.Jumps jumps) {
    Values.fetch(code, state, jumps.depth(), Frame.JUMP_DEPTH);
    state.stackAddress(code, jumps.offset(), Frame.JUMPS);
  }

  private void cause(Cause cause) {
    code.store(U64, R10, Frame.CAUSE, CauseCode.of(cause));
  }

  private void fromCode(Location at, Label end) {
    var known = code.label("cause is known");
    Values.fetch(code, state, at, Frame.SCRATCH);
    cause(Cause.RULE);
    code.load(U32, R2, R10, Frame.SCRATCH)
        .move(R1, R2)
        .and(R1, VERDICT_MASK)
        .jumpIf(EQUAL, R1, 0, known);
    notByRule(known, end);
    code.bind(known);
  }

  /// Every accepted packet comes here: the verdict is looked at before anything else.
  private void endUnlessDropped(Location verdict, Label end) {
    Values.fetch(code, state, verdict, Frame.VERDICT);
    code.load(U32, R1, R10, Frame.VERDICT).and(R1, VERDICT_MASK).jumpIf(NOT_EQUAL, R1, 0, end);
  }

  private void fromReturn(Location at, Label end) {
    var known = code.label("cause is known");
    Values.fetch(code, state, at, Frame.SCRATCH);
    cause(Cause.RULE);
    code.load(U32, R1, R10, Frame.VERDICT)
        .load(U32, R2, R10, Frame.SCRATCH)
        .jumpIf(EQUAL, R1, R2, known);
    notByRule(known, end);
    code.bind(known);
  }

  /// A dropped packet may come here as well: with 0, or with what `NF_DROP_REASON()` returns and no
  /// expression leaves. A stolen one may be gone.
  private void living(Location verdict, Location at, Label end) {
    var wanted = code.label("verdict is wanted");
    var known = code.label("cause is known");
    var policy = code.label("the policy's");
    Values.fetch(code, state, verdict, Frame.VERDICT);
    code.load(U32, R1, R10, Frame.VERDICT)
        .and(R1, VERDICT_MASK)
        .jumpIf(EQUAL, R1, ACCEPT, wanted)
        .jumpIf(NOT_EQUAL, R1, QUEUE, end)
        .bind(wanted);
    cause(Cause.RULE);
    code.store(U32, R10, Frame.LIVES, R1);
    Values.fetch(code, state, at, Frame.SCRATCH);
    code.load(U32, R1, R10, Frame.VERDICT)
        .load(U32, R2, R10, Frame.SCRATCH)
        .jumpIf(EQUAL, R1, R2, known)
        .jumpIf(NOT_EQUAL, R1, ACCEPT, end);
    cause(Cause.POLICY);
    code.store(U32, R10, Frame.LIVES, R1)
        .move32(R1, CONTINUE)
        .jumpIf(EQUAL, R1, R2, policy)
        .move32(R1, RETURN)
        .jumpIf(NOT_EQUAL, R1, R2, end)
        .bind(policy)
        .bind(known);
  }

  /// Tells the policy from jumps nested too deep by the code in R2. A code that should not be there
  /// is counted, and nothing is guessed.
  private void notByRule(Label known, Label end) {
    var policy = code.label("the policy's");
    cause(Cause.JUMP_DEPTH);
    code.move32(R1, JUMP)
        .jumpIf(EQUAL, R1, R2, known)
        .move32(R1, GOTO)
        .jumpIf(EQUAL, R1, R2, known);
    cause(Cause.POLICY);
    code.move32(R1, CONTINUE)
        .jumpIf(EQUAL, R1, R2, policy)
        .move32(R1, RETURN)
        .jumpIf(EQUAL, R1, R2, policy);
    ProgramMaps.countUnattributed(code);
    code.jump(end).bind(policy);
  }
}
