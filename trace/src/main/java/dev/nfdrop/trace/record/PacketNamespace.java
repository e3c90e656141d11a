package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Size.U64;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.trace.kernel.KernelLayout;

/// Finds the namespace of a packet without knowing the hook that it is at: that of its route, else
/// of its device, else of its socket. A packet that leaves a tunnel has the device of another
/// namespace sometimes, a packet that was just made has none.
final class PacketNamespace {
  /// `SKB_DST_PTRMASK`, include/linux/skbuff.h: the lowest bit says who counts the reference.
  private static final int ROUTE_MASK = ~1;

  private final Assembler code;
  private final KernelLayout layout;
  private final Reads reads;

  PacketNamespace(Assembler code, KernelLayout layout) {
    this.code = code;
    this.layout = layout;
    this.reads = new Reads(code);
  }

  /// Leaves the inode in [Frame#NETNS], 0 where it is not known.
  void append() {
    var ofDevice = code.label("namespace of a device");
    var device = code.label("device");
    var socket = code.label("socket");
    var inode = code.label("inode");
    var end = code.label("namespace");
    code.store(U64, R10, Frame.NETNS, 0);

    follow(Frame.SKB, layout.hooks().route(), ROUTE_MASK, device);
    follow(Frame.SCRATCH, layout.hooks().routeDevice(), -1, device);
    code.jump(ofDevice).bind(device);
    follow(Frame.SKB, layout.skb().device(), -1, socket);
    code.bind(ofDevice);
    follow(Frame.SCRATCH, layout.device().net(), -1, end);
    code.jump(inode).bind(socket);
    follow(Frame.SKB, layout.hooks().socket(), -1, end);
    follow(Frame.SCRATCH, layout.hooks().socketNet(), -1, end);
    code.bind(inode);
    reads.toFrame(Frame.NETNS, Integer.BYTES, Frame.SCRATCH, layout.netInode());
    code.bind(end);
  }

  private void follow(int pointerSlot, int offset, int mask, Label none) {
    reads.toFrame(Frame.SCRATCH, Long.BYTES, pointerSlot, offset);
    code.load(U64, R1, R10, Frame.SCRATCH)
        .and(R1, mask)
        .store(U64, R10, Frame.SCRATCH, R1)
        .jumpIf(EQUAL, R1, 0, none);
  }
}
