package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R4;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Size.U16;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.ProgramMaps.Counter;
import dev.nfdrop.trace.select.Selection;

/// The part of a program that counts packets by [CountKey], where that is asked for, and ends it
/// for all but the first packet of a key: only that one is recorded. While an engine is being
/// calibrated it counts nothing.
///
/// It expects the values of [Frame] in their slots, and uses R0 to R5.
final class AmountRecorder {
  /// `BPF_NOEXIST`, include/uapi/linux/bpf.h.
  private static final int ONLY_IF_NEW = 1;

  private final Assembler code;
  private final KernelLayout layout;
  private final Selection selection;
  private final Reads reads;
  private final Label end;

  private AmountRecorder(Assembler code, Recording recording, Label end) {
    this.code = code;
    this.layout = recording.layout();
    this.selection = recording.selection();
    this.reads = new Reads(code);
    this.end = end;
  }

  /// Appends it where nf_tables decided.
  static void appendForChain(Assembler code, Recording recording, Label end) {
    if (recording.countsOnly()) {
      var recorder = new AmountRecorder(code, recording, end);
      recorder.append(recorder::ofChain);
    }
  }

  /// Appends it where another function at a hook did.
  ///
  /// @param function emits what leaves its address in a slot, where the hook is known
  static void appendForHook(
      Assembler code, Recording recording, FunctionReader function, Label end) {
    if (recording.countsOnly()) {
      var recorder = new AmountRecorder(code, recording, end);
      recorder.append(() -> recorder.ofHook(function));
    }
  }

  /// Emits what leaves the address of the function at a hook in a slot of the frame.
  interface FunctionReader {
    void toFrame(int slot);
  }

  private void append(Runnable decider) {
    var record = code.label("record");
    for (int offset = 0; offset < CountKey.BYTES; offset += Long.BYTES) {
      code.store(U64, R10, Frame.KEY + offset, 0);
    }
    code.loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.SELECT_OFFSET)
        .load(U32, R1, R1, 0)
        .jumpIf(EQUAL, R1, 0, record);
    code.load(U32, R1, R10, Frame.NETNS)
        .store(U32, R10, Frame.KEY + CountKey.NETNS, R1)
        .load(U32, R1, R10, Frame.CAUSE)
        .store(U16, R10, Frame.KEY + CountKey.CAUSE, R1)
        .load(U32, R1, R10, Frame.LIVES)
        .store(U16, R10, Frame.KEY + CountKey.VERDICT, R1);
    decider.run();
    add(record);
    code.bind(record);
  }

  private void ofChain() {
    var byRule = code.label("counted by rule");
    var known = code.label("decider is known");
    reads.toFrame(Frame.TABLE, Long.BYTES, Frame.BASE_CHAIN, layout.chain().table());
    reads.toFrame(Frame.KEY + CountKey.TABLE, Long.BYTES, Frame.TABLE, layout.table().handle());
    code.load(U32, R1, R10, Frame.CAUSE).jumpIf(EQUAL, R1, CauseCode.of(Cause.RULE), byRule);
    reads.toFrame(
        Frame.KEY + CountKey.DECIDER, Long.BYTES, Frame.BASE_CHAIN, layout.chain().handle());
    code.jump(known).bind(byRule);
    new RuleHandle(code, layout.rule().handle()).load(R1);
    code.store(U64, R10, Frame.KEY + CountKey.DECIDER, R1).bind(known);
    if (CountKey.asksHook(selection)) {
      var base = layout.baseChain();
      reads.toFrame(
          Frame.KEY + CountKey.HOOK, Integer.BYTES, Frame.BASE_CHAIN, base.hook() - base.chain());
    }
    cookie();
    devices();
  }

  private void ofHook(FunctionReader function) {
    var unknown = code.label("counted without a hook");
    code.load(U64, R1, R10, Frame.FREED_AT)
        .store(U64, R10, Frame.KEY + CountKey.TABLE, R1)
        .load(U64, R1, R10, Frame.HOOK_STATE)
        .jumpIf(EQUAL, R1, 0, unknown);
    function.toFrame(Frame.KEY + CountKey.DECIDER);
    stateField(CountKey.HOOK, layout.hooks().hook());
    stateField(CountKey.FAMILY, layout.hooks().family());
    cookie();
    devices();
    code.bind(unknown);
  }

  private void cookie() {
    var offset = layout.hooks().netCookie();
    if (offset.isPresent()) {
      reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.STATE, layout.state().net());
      reads.toFrame(Frame.KEY + CountKey.COOKIE, Integer.BYTES, Frame.SCRATCH, offset.getAsInt());
    }
  }

  /// Writes into the record what of the key it does not have anyway; while an engine is being
  /// calibrated that is 0.
  static void completeRecord(Assembler code, Recording recording) {
    if (recording.countsOnly()) {
      code.load(U32, R1, R10, Frame.KEY + CountKey.COOKIE)
          .store(U32, R7, RecordFormat.NETNS_COOKIE, R1);
    }
  }

  private void stateField(int part, KernelLayout.Field field) {
    reads.toFrame(Frame.KEY + part, field.sizeBytes(), Frame.HOOK_STATE, field.offsetBytes());
  }

  private void devices() {
    if (CountKey.asksIn(selection)) {
      device(layout.state().in(), CountKey.IN);
    }
    if (CountKey.asksOut(selection)) {
      device(layout.state().out(), CountKey.OUT);
    }
  }

  private void device(int stateOffset, int part) {
    var none = code.label("no device to count by");
    reads.toFrame(Frame.DEVICE, Long.BYTES, Frame.STATE, stateOffset);
    code.load(U64, R1, R10, Frame.DEVICE).jumpIf(EQUAL, R1, 0, none);
    reads.toFrame(Frame.KEY + part, Integer.BYTES, Frame.DEVICE, layout.device().index());
    code.bind(none);
  }

  /// Goes to `first` with the first packet of a key. Another CPU may be first at the same moment.
  private void add(Label first) {
    var found = code.label("amount is found");
    code.store(U64, R10, Frame.AMOUNT + AmountFormat.PACKETS, 1)
        .store(U64, R10, Frame.AMOUNT + AmountFormat.LENGTH, 0);
    reads.toFrame(
        Frame.AMOUNT + AmountFormat.LENGTH, Integer.BYTES, Frame.SKB, layout.skb().length());
    lookup(found);
    key();
    code.move(R3, R10)
        .add(R3, Frame.AMOUNT)
        .move(R4, ONLY_IF_NEW)
        .call(Helper.MAP_UPDATE_ELEM)
        .jumpIf(EQUAL, R0, 0, first);
    lookup(found);
    ProgramMaps.count(code, Counter.OTHER_PACKETS);
    ProgramMaps.add(code, Counter.OTHER_BYTES, Frame.AMOUNT + AmountFormat.LENGTH);
    code.jump(end).bind(found);
    addTo(AmountFormat.PACKETS);
    addTo(AmountFormat.LENGTH);
    code.jump(end);
  }

  private void addTo(int offset) {
    code.load(U64, R1, R10, Frame.AMOUNT + offset).atomicAdd(U64, R0, offset, R1);
  }

  private void lookup(Label found) {
    key();
    code.call(Helper.MAP_LOOKUP_ELEM).jumpIf(NOT_EQUAL, R0, 0, found);
  }

  private void key() {
    code.loadMap(R1, ProgramMaps.AMOUNTS).move(R2, R10).add(R2, Frame.KEY);
  }
}
