package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.trace.kernel.ConntrackLayout;

/// Copies what connection tracking knows of the packet into the record that R7 points to. Uses R0
/// to R5 and the scratch slot of [Frame].
final class ConntrackRecorder {
  /// `NFCT_INFOMASK`, include/linux/skbuff.h.
  private static final int INFO = 7;

  private final Assembler code;
  private final ConntrackLayout layout;
  private final Reads reads;

  ConntrackRecorder(Assembler code, ConntrackLayout layout) {
    this.code = code;
    this.layout = layout;
    this.reads = new Reads(code);
  }

  void append() {
    var tracked = code.label("packet of a connection");
    var end = code.label("end of the connection");
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.SKB, layout.packet());
    code.jumpIf(NOT_EQUAL, R0, 0, end)
        .load(U64, R1, R10, Frame.SCRATCH)
        .and(R1, INFO)
        .store(U32, R7, RecordFormat.CONNTRACK_INFO, R1)
        .load(U64, R1, R10, Frame.SCRATCH)
        .and(R1, ~INFO)
        .store(U64, R10, Frame.SCRATCH, R1)
        .jumpIf(NOT_EQUAL, R1, 0, tracked);
    entry(RecordFormat.CONNTRACK_IS_NONE);
    code.jump(end).bind(tracked);
    read(RecordFormat.CONNTRACK_STATUS, Integer.BYTES, layout.status());
    layout.mark().ifPresent(mark -> read(RecordFormat.CONNTRACK_MARK, Integer.BYTES, mark));
    layout.zone().ifPresent(zone -> read(RecordFormat.CONNTRACK_ZONE, Short.BYTES, zone));
    read(RecordFormat.CONNTRACK_ORIGINAL, ConntrackLayout.TUPLE_BYTES, layout.original());
    code.jumpIf(NOT_EQUAL, R0, 0, end);
    read(RecordFormat.CONNTRACK_REPLY, ConntrackLayout.TUPLE_BYTES, layout.reply());
    code.jumpIf(NOT_EQUAL, R0, 0, end);
    entry(RecordFormat.CONNTRACK_IS_READ);
    code.bind(end);
  }

  private void entry(int value) {
    code.move(R1, value).store(U32, R7, RecordFormat.CONNTRACK_ENTRY, R1);
  }

  private void read(int field, int bytes, int offset) {
    reads.toRecord(field, bytes, Frame.SCRATCH, offset);
  }
}
