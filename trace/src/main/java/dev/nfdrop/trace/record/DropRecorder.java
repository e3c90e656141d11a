package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Helper.KTIME_GET_NS;
import static dev.nfdrop.ebpf.asm.Helper.RINGBUF_DISCARD;
import static dev.nfdrop.ebpf.asm.Helper.RINGBUF_RESERVE;
import static dev.nfdrop.ebpf.asm.Helper.RINGBUF_SUBMIT;
import static dev.nfdrop.ebpf.asm.JumpCondition.ANY_BIT;
import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Size.U16;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static dev.nfdrop.ebpf.asm.Size.U8;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.record.ProgramMaps.Counter;
import java.util.Optional;

/// The part of every engine's program that writes the drop record.
///
/// It expects the values of [Frame] in their slots, is free to use R0 to R9, and ends the program.
public final class DropRecorder {
  /// `BPF_RB_NO_WAKEUP`, include/uapi/linux/bpf.h: the reader polls.
  private static final int NO_WAKEUP = 1;

  private final KernelLayout layout;
  private final Recording recording;
  private final Optional<JumpEntry> jumps;
  private final boolean lives;
  private final Assembler code;
  private final Reads reads;
  private final Label end;

  DropRecorder(Assembler code, Recording recording, Optional<JumpEntry> jumps, Label end) {
    this(code, recording, jumps, false, end);
  }

  private DropRecorder(
      Assembler code, Recording recording, Optional<JumpEntry> jumps, boolean lives, Label end) {
    this.layout = recording.layout();
    this.recording = recording;
    this.jumps = jumps;
    this.lives = lives;
    this.code = code;
    this.reads = new Reads(code);
    this.end = end;
  }

  /// Appends the recorder to a program.
  ///
  /// @param jumps what the jump stack's entries look like; empty where it is not known
  /// @param end of the program, bound here
  public static void append(
      Assembler code, Recording recording, Optional<JumpEntry> jumps, Label end) {
    new DropRecorder(code, recording, jumps, end).append();
  }

  /// Appends it to a program that sees packets which live, with their verdict in [Frame#LIVES].
  public static void appendLiving(
      Assembler code, Recording recording, Optional<JumpEntry> jumps, Label end) {
    new DropRecorder(code, recording, jumps, true, end).append();
  }

  private void append() {
    code.store(U64, R10, Frame.BOTTOM, 0);
    namespace();
    if (lives) {
      SelectionFilter.appendVerdict(code, recording.selection(), end);
    }
    ruleHeader();
    if (lives) {
      ProgramMaps.count(code, Counter.LIVING);
    } else {
      ProgramMaps.countCause(code);
    }
    AmountRecorder.appendForChain(code, recording, end);
    reserve();
    clear();
    fixedFields();
    baseChain();
    devices();
    packet();
    jumps.ifPresent(entry -> new JumpRecorder(code, layout, entry).append());
    rule();
    layout.sender().ifPresent(sender -> new SenderRecorder(code, layout, sender).append());
    submit();
    code.bind(end).move(R0, 0).exit();
  }

  /// Finds the packet's namespace, and ends where it is not the one to report.
  private void namespace() {
    var wanted = code.label("namespace is wanted");
    reads.toFrame(Frame.STATE, Long.BYTES, Frame.PACKET, layout.packet().state());
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.STATE, layout.state().net());
    code.store(U64, R10, Frame.NETNS, 0);
    reads.toFrame(Frame.NETNS, Integer.BYTES, Frame.SCRATCH, layout.netInode());
    code.loadMapValue(R1, ProgramMaps.CONFIGURATION, ProgramMaps.NETNS_OFFSET)
        .load(U32, R1, R1, 0)
        .jumpIf(EQUAL, R1, 0, wanted)
        .load(U32, R2, R10, Frame.NETNS)
        .jumpIf(NOT_EQUAL, R1, R2, end)
        .bind(wanted);
  }

  /// Reads the rule's header. What cannot be read, or is the end of a chain and no rule, is counted
  /// and not guessed.
  private void ruleHeader() {
    var doubtful = code.label("doubtful");
    var known = code.label("known");
    code.store(U64, R10, Frame.RULE_HEADER, 0)
        .load(U32, R1, R10, Frame.CAUSE)
        .jumpIf(NOT_EQUAL, R1, CauseCode.of(Cause.RULE), known);
    reads.toFrame(Frame.RULE_HEADER, Long.BYTES, Frame.RULE, layout.rule().word());
    code.jumpIf(NOT_EQUAL, R0, 0, doubtful).load(U64, R1, R10, Frame.RULE_HEADER);
    layout
        .rule()
        .isLast()
        .ifPresent(isLast -> code.jumpIf(ANY_BIT, R1, 1 << isLast.shift(), doubtful));
    code.jump(known);
    code.bind(doubtful);
    ProgramMaps.count(code, Counter.UNATTRIBUTED);
    code.jump(end).bind(known);
  }

  void reserve() {
    var reserved = code.label("reserved");
    code.loadMap(R1, ProgramMaps.RING)
        .move(R2, RecordFormat.SIZE)
        .move(R3, 0)
        .call(RINGBUF_RESERVE)
        .move(R7, R0)
        .jumpIf(NOT_EQUAL, R7, 0, reserved);
    ProgramMaps.count(code, Counter.LOST);
    code.jump(end).bind(reserved);
  }

  /// The ring buffer's memory still holds an older record.
  void clear() {
    for (int offset = 0; offset < RecordFormat.TABLE_NAME; offset += Long.BYTES) {
      code.store(U64, R7, offset, 0);
    }
    code.store(U8, R7, RecordFormat.CHAIN_NAME, 0);
    for (int offset = RecordFormat.PACKET_PRIORITY;
        offset < RecordFormat.CAPTURE;
        offset += Long.BYTES) {
      code.store(U64, R7, offset, 0);
    }
  }

  void fixedFields() {
    code.call(KTIME_GET_NS)
        .store(U64, R7, RecordFormat.TIME, R0)
        .load(U32, R1, R10, Frame.CAUSE)
        .store(U16, R7, RecordFormat.CAUSE, R1)
        .load(U32, R1, R10, Frame.LIVES)
        .store(U16, R7, RecordFormat.VERDICT, R1)
        .load(U32, R1, R10, Frame.NETNS)
        .store(U32, R7, RecordFormat.NETNS, R1);
    AmountRecorder.completeRecord(code, recording);
  }

  private void baseChain() {
    var base = layout.baseChain();
    var chain = layout.chain();
    hookField(RecordFormat.HOOK, base.hook() - base.chain());
    hookField(RecordFormat.PRIORITY, base.priority() - base.chain());
    reads.toRecord(RecordFormat.BASE_CHAIN_HANDLE, Long.BYTES, Frame.BASE_CHAIN, chain.handle());
    reads.textToRecord(
        RecordFormat.BASE_CHAIN_NAME, RecordFormat.NAME_BYTES, Frame.BASE_CHAIN, chain.name());
    reads.toFrame(Frame.TABLE, Long.BYTES, Frame.BASE_CHAIN, chain.table());
    var table = layout.table();
    reads.toRecord(RecordFormat.TABLE_HANDLE, Long.BYTES, Frame.TABLE, table.handle());
    reads.toRecord(
        RecordFormat.FAMILY_WORD,
        table.family().sizeBytes(),
        Frame.TABLE,
        table.family().offsetBytes());
    reads.textToRecord(RecordFormat.TABLE_NAME, RecordFormat.NAME_BYTES, Frame.TABLE, table.name());
  }

  private void hookField(int field, int offset) {
    reads.toRecord(field, Integer.BYTES, Frame.BASE_CHAIN, offset);
  }

  void devices() {
    device(layout.state().in(), RecordFormat.IN_INDEX, RecordFormat.IN_NAME);
    device(layout.state().out(), RecordFormat.OUT_INDEX, RecordFormat.OUT_NAME);
  }

  private void device(int stateOffset, int index, int name) {
    var none = code.label("no device");
    reads.toFrame(Frame.DEVICE, Long.BYTES, Frame.STATE, stateOffset);
    code.load(U64, R1, R10, Frame.DEVICE).jumpIf(EQUAL, R1, 0, none);
    reads.toRecord(index, Integer.BYTES, Frame.DEVICE, layout.device().index());
    reads.toRecord(name, RecordFormat.INTERFACE_NAME_BYTES, Frame.DEVICE, layout.device().name());
    code.bind(none);
  }

  void packet() {
    packetFields();
    layout.conntrack().ifPresent(connections -> new ConntrackRecorder(code, connections).append());
    new CaptureRecorder(code, layout.skb()).append();
  }

  /// Hands the record to user space, or gives its room back if nobody wants it.
  void submit() {
    var unwanted = code.label("unwanted");
    var done = code.label("done");
    var filtered = SelectionFilter.append(code, layout, recording.filter(), unwanted);
    code.move(R1, R7).move(R2, NO_WAKEUP).call(RINGBUF_SUBMIT);
    if (filtered) {
      code.jump(done);
      code.bind(unwanted).move(R1, R7).move(R2, NO_WAKEUP).call(RINGBUF_DISCARD).bind(done);
    }
  }

  private void packetFields() {
    var skb = layout.skb();
    reads.toRecord(RecordFormat.LENGTH, Integer.BYTES, Frame.SKB, skb.length());
    reads.toRecord(RecordFormat.MARK, Integer.BYTES, Frame.SKB, skb.mark());
    reads.toRecord(RecordFormat.PACKET_PRIORITY, Integer.BYTES, Frame.SKB, skb.priority());
    reads.toRecord(
        RecordFormat.PACKET_TYPE_WORD,
        skb.packetType().sizeBytes(),
        Frame.SKB,
        skb.packetType().offsetBytes());
    reads.toRecord(RecordFormat.MAC_HEADER, Short.BYTES, Frame.SKB, skb.macHeader());
    reads.toRecord(RecordFormat.NETWORK_HEADER, Short.BYTES, Frame.SKB, skb.networkHeader());
    reads.toRecord(RecordFormat.PROTOCOL, Short.BYTES, Frame.SKB, skb.protocol());
    reads.toRecord(RecordFormat.VLAN_PROTOCOL, Short.BYTES, Frame.SKB, skb.vlanProtocol());
    reads.toRecord(RecordFormat.VLAN_TAG, Short.BYTES, Frame.SKB, skb.vlanTag());
    skb.vlanPresent()
        .ifPresent(present ->
            reads.toRecord(
                RecordFormat.VLAN_PRESENT_WORD, Byte.BYTES, Frame.SKB, present.offsetBytes()));
  }

  private void rule() {
    new RuleHandle(code, layout.rule().handle()).load(R1);
    code.store(U64, R7, RecordFormat.RULE_HANDLE, R1);
    layout.rule().lastChain().ifPresent(_ -> new ChainWalk(code, layout).append());
  }
}
