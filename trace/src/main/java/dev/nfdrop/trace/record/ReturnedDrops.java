package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R4;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.asm.Label;
import dev.nfdrop.ebpf.map.MapSpec;

/// The packets that nf_tables has dropped and its caller has not freed yet, by the address of their
/// `struct sk_buff`, where `nft_do_chain()` leaves that to its caller: so that whoever sees a
/// packet freed can tell whose it was.
///
/// The emitted code expects the packet in [Frame#SKB] and uses R0 to R5.
public final class ReturnedDrops {
  private static final String MAP = "nfdrop_returned";

  /// There are hardly more than one for each CPU. The table forgets, because an entry stays if the
  /// kernel skips the program that would remove it.
  private static final int ENTRIES = 4096;

  private ReturnedDrops() {}

  static MapSpec map() {
    return MapSpec.lruHash(MAP, Long.BYTES, Long.BYTES, ENTRIES);
  }

  /// Emits code that remembers the packet.
  public static void add(Assembler code) {
    key(code);
    code.move(R3, R2).move(R4, 0).call(Helper.MAP_UPDATE_ELEM);
  }

  /// Emits code that jumps if the packet is one of them.
  public static void jumpIfOne(Assembler code, Label target) {
    key(code);
    code.call(Helper.MAP_LOOKUP_ELEM).jumpIf(NOT_EQUAL, R0, 0, target);
  }

  /// Emits code that forgets the packet, and jumps if it was one of them.
  public static void jumpIfRemoved(Assembler code, Label target) {
    key(code);
    code.call(Helper.MAP_DELETE_ELEM).jumpIf(EQUAL, R0, 0, target);
  }

  private static void key(Assembler code) {
    code.loadMap(R1, MAP).move(R2, R10).add(R2, Frame.SKB);
  }
}
