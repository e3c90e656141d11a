package dev.nfdrop.trace.kernel;

import dev.nfdrop.ebpf.btf.Btf;
import dev.nfdrop.ebpf.btf.Member;
import java.util.Optional;
import java.util.OptionalInt;

/// Where the kernel keeps a packet's connection: offsets in bytes.
///
/// @param packet `sk_buff._nfct`: the connection's address, the lowest bits say how the packet
///   belongs to it
/// @param status `nf_conn.status`, include/net/netfilter/nf_conntrack.h
/// @param mark `nf_conn.mark`; empty without `CONFIG_NF_CONNTRACK_MARK`
/// @param zone `nf_conn.zone.id`; empty without `CONFIG_NF_CONNTRACK_ZONES`
/// @param original the first direction's `struct nf_conntrack_tuple`
/// @param reply the other direction's
public record ConntrackLayout(
    int packet, int status, OptionalInt mark, OptionalInt zone, int original, int reply) {
  /// Size of `struct nf_conntrack_tuple`, include/net/netfilter/nf_conntrack_tuple.h.
  public static final int TUPLE_BYTES = 40;

  /// In a tuple: an address of 16 bytes, the port or what the protocol has instead, the family.
  public static final int SOURCE = 0;

  public static final int SOURCE_PORT = 16;
  public static final int FAMILY = 18;

  /// In a tuple: an address, the port or what the protocol has instead, the protocol.
  public static final int DESTINATION = 20;

  public static final int DESTINATION_PORT = 36;
  public static final int PROTOCOL = 38;

  /// The layout, where this BTF describes connections, and tuples are what they are here.
  static Optional<ConntrackLayout> find(Btf btf) {
    var packet = offset(btf, "sk_buff", "_nfct");
    var status = offset(btf, "nf_conn", "status");
    var tuples = offset(btf, "nf_conn", "tuplehash");
    var tuple = offset(btf, "nf_conntrack_tuple_hash", "tuple");
    if (packet.isEmpty() || status.isEmpty() || tuples.isEmpty() || tuple.isEmpty()) {
      return Optional.empty();
    }
    if (btf.sizeOf("nf_conntrack_tuple") != TUPLE_BYTES
        || !offset(btf, "nf_conntrack_tuple", "src.l3num").equals(OptionalInt.of(FAMILY))
        || !offset(btf, "nf_conntrack_tuple", "dst.protonum").equals(OptionalInt.of(PROTOCOL))) {
      return Optional.empty();
    }
    int original = tuples.getAsInt() + tuple.getAsInt();
    return Optional.of(
        new ConntrackLayout(
            packet.getAsInt(),
            status.getAsInt(),
            offset(btf, "nf_conn", "mark"),
            offset(btf, "nf_conn", "zone.id"),
            original,
            original + btf.sizeOf("nf_conntrack_tuple_hash")));
  }

  private static OptionalInt offset(Btf btf, String struct, String path) {
    return btf.findMember(struct, path)
        .map(Member::offsetBytes)
        .map(OptionalInt::of)
        .orElse(OptionalInt.empty());
  }
}
