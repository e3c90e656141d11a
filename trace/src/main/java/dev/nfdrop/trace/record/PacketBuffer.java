package dev.nfdrop.trace.record;

import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;

import dev.nfdrop.ebpf.classic.PacketPlace;
import dev.nfdrop.trace.filter.FilteredFrame;

/// The memory, one for each CPU, in which a program looks at a packet: offsets in bytes.
final class PacketBuffer {
  /// The filter's own cells.
  static final int CELLS = 0;

  /// `skb->head`, and `skb->data` or its offset from there.
  static final int HEAD = CELLS + PacketPlace.CELLS_BYTES;

  static final int DATA = HEAD + Long.BYTES;

  /// `skb->len` and `skb->tail`, 32 bits.
  static final int LENGTH = DATA + Long.BYTES;

  static final int TAIL = LENGTH + Integer.BYTES;

  /// Offsets from `skb->head`, 16 bits; 0xffff where the header is not set.
  static final int MAC_HEADER = TAIL + Integer.BYTES;

  static final int NETWORK_HEADER = MAC_HEADER + Short.BYTES;

  /// In network byte order, 16 bits.
  static final int PROTOCOL = NETWORK_HEADER + Short.BYTES;

  static final int VLAN_PROTOCOL = PROTOCOL + Short.BYTES;

  /// In host byte order, 16 bits.
  static final int VLAN_TAG = VLAN_PROTOCOL + Short.BYTES;

  /// The word that holds `sk_buff.vlan_present`, where there is such a member; up to 32 bits.
  static final int VLAN_PRESENT_WORD = VLAN_TAG + Short.BYTES + Short.BYTES;

  /// The frame that the filter is run over.
  static final int FRAME = VLAN_PRESENT_WORD + Integer.BYTES;

  static final int SIZE = FRAME + FilteredFrame.MOST_BYTES;

  /// Where the filter finds the frame.
  static final PacketPlace PLACE =
      new PacketPlace(R7, CELLS, FRAME, FilteredFrame.MOST_BYTES, R8, R9);

  private PacketBuffer() {}
}
