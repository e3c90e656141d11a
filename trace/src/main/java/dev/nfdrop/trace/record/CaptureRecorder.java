package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Helper.PROBE_READ_KERNEL;
import static dev.nfdrop.ebpf.asm.JumpCondition.GREATER_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.LESS_OR_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;
import static dev.nfdrop.ebpf.asm.Size.U16;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.trace.kernel.KernelLayout.SkBuff;

/// Copies the packet's first bytes into the record that R7 points to: from the link header on where
/// there is one, else from the network header on.
final class CaptureRecorder {
  /// Room for an Ethernet header and two VLAN tags. A link header further ahead of the network
  /// header is that of an outer packet, taken off long ago.
  private static final int LINK_HEADER_LIMIT = 32;

  private final Assembler code;
  private final SkBuff skb;
  private final Reads reads;

  CaptureRecorder(Assembler code, SkBuff skb) {
    this.code = code;
    this.skb = skb;
    this.reads = new Reads(code);
  }

  void append() {
    head();
    start();
    length();
    code.move(R1, R7)
        .add(R1, RecordFormat.CAPTURE)
        .move(R2, R9)
        .load(U64, R3, R10, Frame.SCRATCH)
        .add(R3, R8)
        .call(PROBE_READ_KERNEL);
  }

  /// Leaves `skb->head` in the scratch slot.
  private void head() {
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.SKB, skb.data());
    code.load(U64, R8, R10, Frame.SCRATCH);
    reads.toFrame(Frame.SCRATCH, Long.BYTES, Frame.SKB, skb.head());
    code.load(U64, R1, R10, Frame.SCRATCH).subtract(R8, R1).store(U32, R7, RecordFormat.DATA, R8);
  }

  /// Leaves the offset of the first byte in R8. A header that is not set has offset 0xffff.
  private void start() {
    var chosen = code.label("start is chosen");
    var network = code.label("start at the network header");
    code.load(U16, R8, R7, RecordFormat.MAC_HEADER)
        .load(U16, R2, R7, RecordFormat.NETWORK_HEADER)
        .jumpIf(GREATER_OR_EQUAL, R8, R2, network)
        .move(R1, R2)
        .subtract(R1, R8)
        .jumpIf(LESS_OR_EQUAL, R1, LINK_HEADER_LIMIT, chosen)
        .bind(network)
        .move(R8, R2)
        .bind(chosen)
        .store(U32, R7, RecordFormat.CAPTURE_START, R8);
  }

  /// Leaves the number of bytes in R9: what lies between the start and `skb->tail`, as far as there
  /// is room. Bytes in page fragments are not captured.
  private void length() {
    var bounded = code.label("bounded");
    reads.toRecord(RecordFormat.CAPTURE_LENGTH, Integer.BYTES, Frame.SKB, skb.tail());
    code.load(U32, R1, R7, RecordFormat.CAPTURE_LENGTH)
        .move(R9, 0)
        .jumpIf(GREATER_OR_EQUAL, R8, R1, bounded)
        .move(R9, R1)
        .subtract(R9, R8)
        .jumpIf(LESS_OR_EQUAL, R9, RecordFormat.CAPTURE_BYTES, bounded)
        .move(R9, RecordFormat.CAPTURE_BYTES)
        .bind(bounded)
        .store(U32, R7, RecordFormat.CAPTURE_LENGTH, R9);
  }
}
