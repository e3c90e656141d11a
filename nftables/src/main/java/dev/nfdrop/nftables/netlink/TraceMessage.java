package dev.nfdrop.nftables.netlink;

import dev.nfdrop.nftables.Family;
import java.nio.ByteBuffer;
import java.util.Optional;
import java.util.OptionalInt;

/// What the kernel's trace tells of one step of a packet through the rules (`NFT_MSG_TRACE`).
///
/// @param family the table's family
/// @param id tells a packet from others that are under way, not from earlier or later ones
/// @param chain where the step was made; for a policy, the base chain
/// @param mark `skb->mark`
/// @param packet the packet; only in the first message of a run through a base chain
public record TraceMessage(
    Family family,
    int id,
    String table,
    String chain,
    Step step,
    int mark,
    Optional<TracedPacket> packet) {

  /// What happened.
  public sealed interface Step {
    /// A rule dropped the packet.
    ///
    /// @param handle unique in its table
    record DroppedByRule(long handle) implements Step {}

    /// The base chain's policy dropped it.
    record DroppedByPolicy() implements Step {}

    /// A rule decided otherwise.
    ///
    /// @param handle unique in its table
    /// @param verdict `NF_ACCEPT` and so on, include/uapi/linux/netfilter.h
    record PassedByRule(long handle, int verdict) implements Step {}

    /// The base chain's policy accepted it.
    record PassedByPolicy() implements Step {}

    /// The packet goes on in this base chain.
    record Continued() implements Step {}
  }

  /// The beginning of a packet's headers, and its devices. Buffers are views from their index 0 on.
  ///
  /// @param protocolFamily the `NFPROTO_` number that the packet's hook belongs to
  /// @param in the device it came in by
  /// @param out the device it is about to leave by
  /// @param link the link-layer header, at most 20 bytes; with the tag that the device took out
  /// @param network from the network header to the transport header, at most 40 bytes
  /// @param transport from the transport header on, at most 20 bytes
  public record TracedPacket(
      int protocolFamily,
      Optional<Device> in,
      Optional<Device> out,
      ByteBuffer link,
      ByteBuffer network,
      ByteBuffer transport) {}

  /// A device of the traced namespace.
  ///
  /// @param type `ARPHRD_`, include/uapi/linux/if_arp.h
  public record Device(int index, OptionalInt type) {}
}
