package dev.nfdrop.trace;

import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// What connection tracking knows of a packet.
///
/// @param entry the connection; empty of an untracked or invalid packet
public record Conntrack(State state, Optional<Entry> entry) {
  /// A packet that is not tracked on purpose.
  public static final Conntrack UNTRACKED = new Conntrack(State.UNTRACKED, Optional.empty());

  /// A packet that connection tracking could not make sense of.
  public static final Conntrack INVALID = new Conntrack(State.INVALID, Optional.empty());

  /// As nft's `ct state` has them.
  public enum State {
    NEW("new"),
    ESTABLISHED("established"),
    RELATED("related"),
    UNTRACKED("untracked"),
    INVALID("invalid");

    private final String label;

    State(String label) {
      this.label = label;
    }

    /// The word that users see.
    public String label() {
      return label;
    }
  }

  /// Bits of the connection's status as nft's `ct status` has them: `enum ip_conntrack_status`,
  /// include/uapi/linux/netfilter/nf_conntrack_common.h.
  public enum Status {
    EXPECTED("expected", 0),
    SEEN_REPLY("seen-reply", 1),
    ASSURED("assured", 2),
    CONFIRMED("confirmed", 3),
    SNAT("snat", 4),
    DNAT("dnat", 5),
    DYING("dying", 9);

    private final String label;
    private final int bit;

    Status(String label, int bit) {
      this.label = label;
      this.bit = bit;
    }

    /// The word that users see.
    public String label() {
      return label;
    }

    /// Whether it is set in the kernel's word.
    public boolean in(int word) {
      return (word & 1 << bit) != 0;
    }
  }

  /// A connection. Where its addresses are translated, the reply's tuple is not the original turned
  /// round.
  ///
  /// @param reply whether the packet goes the way of replies
  /// @param status what is set
  /// @param mark unsigned
  public record Entry(
      boolean reply, List<Status> status, int zone, int mark, Tuple original, Tuple replies) {
    public Entry {
      status = List.copyOf(status);
    }
  }

  /// The ends of a connection, as the packets of one direction have them.
  ///
  /// @param protocol as text: `tcp`
  /// @param sourcePort of a protocol that has ports
  public record Tuple(
      String source,
      String destination,
      String protocol,
      OptionalInt sourcePort,
      OptionalInt destinationPort) {}
}
