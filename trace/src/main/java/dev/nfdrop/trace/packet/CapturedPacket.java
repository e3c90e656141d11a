package dev.nfdrop.trace.packet;

import java.lang.foreign.MemorySegment;

/// The bytes of a packet and what `struct sk_buff` says about them.
///
/// Offsets count from the first captured byte; {@link #UNSET} stands for a header that the packet
/// does not have. Offsets and lengths come from the kernel's memory and may be wrong: the decoder
/// checks them. Where the captured bytes lie is the caller's own knowledge and must be right.
///
/// @param bytes memory that holds the captured bytes; read while decoding, not kept
/// @param start where in `bytes` the captured bytes begin
/// @param captured how many there are
/// @param protocol `skb->protocol` in host byte order: an Ethernet type
/// @param macOffset where the Ethernet header is; {@link #UNSET} where there is none
/// @param networkOffset where the network header is
/// @param dataOffset where `skb->data` is, from which `length` counts
/// @param vlan the VLAN tag that the device took out of the frame
/// @param length `skb->len` in bytes; {@link #UNSET} where it is not known
public record CapturedPacket(
    MemorySegment bytes,
    long start,
    int captured,
    int protocol,
    int macOffset,
    int networkOffset,
    int dataOffset,
    OffloadedVlan vlan,
    int length) {
  /// The offset of a header that is not there, or a length that is not known.
  public static final int UNSET = -1;

  public CapturedPacket {
    if (start < 0 || captured < 0 || start > bytes.byteSize() - captured) {
      throw new IllegalArgumentException(
          "captured bytes %d to %d, but memory has %d"
              .formatted(start, start + captured, bytes.byteSize()));
    }
  }

  /// Whether there is an Ethernet header. A device without link-layer headers has both offsets at
  /// the same place.
  public boolean hasEthernet() {
    return macOffset >= 0
        && (networkOffset < 0 || networkOffset - macOffset >= NetworkDecoder.ETHERNET_HEADER);
  }

  /// `skb->vlan_tci`, and whether it means anything.
  ///
  /// @param protocol `skb->vlan_proto` in host byte order: the Ethernet type of the tag
  public record OffloadedVlan(boolean present, int protocol, int control) {
    /// No tag was taken out.
    public static final OffloadedVlan NONE = new OffloadedVlan(false, 0, 0);
  }
}
