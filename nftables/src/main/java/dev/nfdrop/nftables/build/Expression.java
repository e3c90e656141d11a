package dev.nfdrop.nftables.build;

import dev.nfdrop.nftables.Family;
import java.util.List;

/// A step of a rule. Values go through one register, `NFT_REG_1`.
public sealed interface Expression {
  /// Loads a property of the packet that is not in its bytes.
  record LoadMeta(MetaKey key) implements Expression {}

  /// Loads a constant.
  record LoadConstant(Value value) implements Expression {}

  /// Sets a property of the packet to what was loaded.
  record StoreMeta(MetaKey key) implements Expression {}

  /// Loads bytes of the packet.
  ///
  /// @param offset in bytes from the base
  /// @param length in bytes, 1 to 16
  record LoadPayload(PayloadBase base, int offset, int length) implements Expression {}

  /// Ends the rule unless what was loaded equals a value.
  record CompareEqual(Value value) implements Expression {}

  /// Ends the rule unless what was loaded begins with a text.
  ///
  /// @param whole whether nothing may follow: then the name's padding is compared as well
  record CompareName(String name, boolean whole) implements Expression {}

  /// Decides.
  record Decide(Verdict verdict) implements Expression {}

  /// Looks what was loaded up in a verdict map, and decides what it says.
  record LookUpVerdict(String map) implements Expression {}

  /// Answers the sender and drops.
  ///
  /// @param code the code of the ICMP message; of no meaning for a TCP reset
  record Reject(RejectType type, int code) implements Expression {}

  /// Counts packets and bytes.
  record Count() implements Expression {}

  /// `enum nft_meta_keys`, include/uapi/linux/netfilter/nf_tables.h.
  enum MetaKey {
    LENGTH(0),
    MARK(3),
    INPUT_INTERFACE_NAME(6),
    TRACE(12),
    PROTOCOL_FAMILY(15),
    L4_PROTOCOL(16);

    private final int number;

    MetaKey(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /// `enum nft_payload_bases`.
  enum PayloadBase {
    LINK_LAYER(0),
    NETWORK(1),
    TRANSPORT(2);

    private final int number;

    PayloadBase(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /// `enum nft_reject_types`.
  enum RejectType {
    ICMP_UNREACHABLE(0),
    TCP_RESET(1),
    /// For families that carry both IPv4 and IPv6.
    ICMPX_UNREACHABLE(2);

    private final int number;

    RejectType(int number) {
      this.number = number;
    }

    int number() {
      return number;
    }
  }

  /// Matches packets of a length: `meta length 4242`.
  ///
  /// @param bytes `skb->len`
  static List<Expression> lengthIs(int bytes) {
    return List.of(new LoadMeta(MetaKey.LENGTH), new CompareEqual(Value.ofProperty(bytes)));
  }

  /// Matches the interface that the packet came in by: `iifname "eth0"`.
  ///
  /// @param name at most 15 bytes
  /// @param whole whether that is all of the name, not how it begins
  static List<Expression> inputInterfaceIs(String name, boolean whole) {
    return List.of(new LoadMeta(MetaKey.INPUT_INTERFACE_NAME), new CompareName(name, whole));
  }

  /// Matches the version of IP, in the family that has both: `meta nfproto ipv4`.
  static List<Expression> familyIs(Family family) {
    return List.of(
        new LoadMeta(MetaKey.PROTOCOL_FAMILY), new CompareEqual(Value.ofByte(family.number())));
  }

  /// Has the kernel trace the packet from here on: `meta nftrace set 1`.
  static List<Expression> trace() {
    return List.of(new LoadConstant(Value.ofByte(1)), new StoreMeta(MetaKey.TRACE));
  }

  /// Matches a transport protocol: `meta l4proto udp`.
  ///
  /// @param number such as 17, `IPPROTO_UDP`
  static List<Expression> protocolIs(int number) {
    return List.of(new LoadMeta(MetaKey.L4_PROTOCOL), new CompareEqual(Value.ofByte(number)));
  }

  /// Matches the destination port of TCP, UDP, SCTP and the like: `th dport 4242`.
  static List<Expression> destinationPortIs(int port) {
    return List.of(loadDestinationPort(), new CompareEqual(Value.ofPort(port)));
  }

  /// Loads the destination port, the two bytes from offset 2 of the transport header.
  static Expression loadDestinationPort() {
    return new LoadPayload(PayloadBase.TRANSPORT, 2, Short.BYTES);
  }
}
