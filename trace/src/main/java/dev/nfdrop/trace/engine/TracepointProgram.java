package dev.nfdrop.trace.engine;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.LESS_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
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
import dev.nfdrop.locator.site.HookSite;
import dev.nfdrop.trace.engine.FreeingCode.Range;
import dev.nfdrop.trace.record.DropRecorder;
import dev.nfdrop.trace.record.Frame;
import dev.nfdrop.trace.record.FreedCount;
import dev.nfdrop.trace.record.HookRecorder;
import dev.nfdrop.trace.record.PacketMatch;
import dev.nfdrop.trace.record.ProgramMaps;
import dev.nfdrop.trace.record.Reads;
import dev.nfdrop.trace.record.Recording;
import dev.nfdrop.trace.record.ReturnedDrops;
import java.util.List;
import java.util.Optional;

/// The program on the tracepoint: what nf_tables drops, for the engine `tracepoint`, and what
/// others in netfilter drop, for every engine.
///
/// It runs at every drop of the system and ends after a few comparisons unless netfilter dropped.
/// Then the return address tells the site, and the place where the return address lies on the stack
/// tells which layout the stack has. Where that fits none, the drop is counted and nothing is
/// guessed.
final class TracepointProgram {
  private static final String NAME = "nfdrop_kfree";

  private final Assembler code = new Assembler();
  private final Label record = code.label("record");
  private final Label end = code.label("end");
  private final Recording recording;
  private final FreeingCode freeing;
  private final Optional<HookPlaces> hooks;
  private final List<StackLayout> layouts;

  private TracepointProgram(
      Recording recording,
      FreeingCode freeing,
      Optional<HookPlaces> hooks,
      List<StackLayout> layouts) {
    this.recording = recording;
    this.freeing = freeing;
    this.hooks = hooks;
    this.layouts = layouts;
  }

  /// @param sites whose drops to record; drops inside nf_tables elsewhere are counted only
  /// @param hooks where to find which other function has dropped; empty where that is not known
  /// @param layouts of the stack at those sites
  static ProgramSpec of(
      Recording recording,
      FreeingCode freeing,
      List<SiteValues> sites,
      Optional<HookPlaces> hooks,
      List<StackLayout> layouts) {
    return new TracepointProgram(recording, freeing, hooks, layouts).assemble(sites);
  }

  /// The program where others record what nf_tables drops, and what is dropped at `probed`.
  ///
  /// @param returned whether `nft_do_chain()` leaves it to its caller to free packets
  /// @param probed where a probe tells which function has dropped; empty where none does
  static ProgramSpec ofOthers(
      Recording recording, FreeingCode freeing, boolean returned, Optional<HookPlaces> probed) {
    var program = new TracepointProgram(recording, freeing, Optional.empty(), List.of());
    return program.assembleForOthers(returned, probed.map(HookPlaces::site));
  }

  private ProgramSpec assembleForOthers(boolean returned, Optional<HookSite> probed) {
    var netfilter = code.label("netfilter");
    begin();
    if (returned) {
      ReturnedDrops.jumpIfOne(code, netfilter);
    }
    code.load(U64, R7, R6, KfreeSkb.LOCATION);
    endUnlessNetfilter();
    code.bind(netfilter);
    countIfMatching();
    if (returned) {
      ReturnedDrops.jumpIfRemoved(code, end);
    }
    probed.ifPresent(
        site -> code.loadConstant(R1, site.returnAddress()).jumpIf(EQUAL, R7, R1, end));
    recordHook();
    code.bind(end).move(R0, 0).exit();
    return new ProgramSpec(NAME, ProgramType.RAW_TRACEPOINT, code.build());
  }

  private ProgramSpec assemble(List<SiteValues> sites) {
    begin();
    endUnlessNetfilter();
    countIfMatching();
    sites.forEach(this::site);
    recordHook();
    code.bind(record);
    DropRecorder.append(code, recording, SiteValues.jumpEntry(sites), end);
    return new ProgramSpec(NAME, ProgramType.RAW_TRACEPOINT, code.build());
  }

  private void begin() {
    code.move(R6, R1)
        .load(U64, R7, R6, KfreeSkb.LOCATION)
        .load(U64, R1, R6, KfreeSkb.SKB)
        .store(U64, R10, Frame.SKB, R1);
  }

  private void countIfMatching() {
    PacketMatch.append(code, recording, end);
    code.load(U64, R7, R6, KfreeSkb.LOCATION);
    FreedCount.append(code, recording.layout());
  }

  private void recordHook() {
    freeing.rules().forEach(range -> jumpIfIn(range, end));
    code.store(U64, R10, Frame.FREED_AT, R7);
    hook();
    HookRecorder.append(code, recording, end);
  }

  private void endUnlessNetfilter() {
    var netfilter = code.label("netfilter");
    if (freeing.reason().isPresent()) {
      code.load(U32, R2, R6, KfreeSkb.REASON)
          .jumpIf(EQUAL, R2, freeing.reason().getAsInt(), netfilter);
    } else {
      freeing.hooks().forEach(range -> jumpIfIn(range, netfilter));
    }
    freeing.queues().forEach(range -> jumpIfIn(range, netfilter));
    code.jump(end).bind(netfilter);
  }

  /// Jumps if the return address in R7 is behind a call of these instructions.
  private void jumpIfIn(Range range, Label target) {
    var outside = code.label("outside");
    code.loadConstant(R1, range.start())
        .jumpIf(LESS_OR_EQUAL, R7, R1, outside)
        .loadConstant(R1, range.end())
        .jumpIf(LESS_OR_EQUAL, R7, R1, target)
        .bind(outside);
  }

  private void site(SiteValues site) {
    var other = code.label("another site");
    code.loadConstant(R2, site.returnAddress().orElseThrow()).jumpIf(NOT_EQUAL, R7, R2, other);
    for (var layout : layouts) {
      var otherLayout = code.label("another layout");
      jumpUnless(layout, otherLayout);
      SiteProgram.fetch(code, new StackRegisters(layout), site, () -> {}, end);
      code.jump(record).bind(otherLayout);
    }
    ProgramMaps.countUnattributed(code);
    code.jump(end).bind(other);
  }

  /// Fetches what `nf_hook_slow()` had when it freed the packet; [Frame#HOOK_STATE] stays 0 if it
  /// did not, or the stack looks otherwise.
  private void hook() {
    var fetched = code.label("hook is fetched");
    code.store(U64, R10, Frame.HOOK_STATE, 0);
    hooks.ifPresent(places -> hook(places, fetched));
    code.bind(fetched);
  }

  private void hook(HookPlaces places, Label fetched) {
    code.loadConstant(R2, places.site().returnAddress()).jumpIf(NOT_EQUAL, R7, R2, fetched);
    for (var layout : layouts) {
      var otherLayout = code.label("another layout");
      jumpUnless(layout, otherLayout);
      places.fetch(code, new StackRegisters(layout));
      code.jump(fetched).bind(otherLayout);
    }
  }

  /// Jumps if the return address in R7 is not where it lies in a layout.
  private void jumpUnless(StackLayout layout, Label otherLayout) {
    code.store(U64, R10, Frame.SCRATCH, 0);
    new Reads(code).toFrame(Frame.SCRATCH, Long.BYTES, R6, layout.returnAddress());
    code.load(U64, R1, R10, Frame.SCRATCH);
    jumpUnlessReturn(layout.signatureBits(), otherLayout);
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
