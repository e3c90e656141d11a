package dev.nfdrop.nftables;

import java.util.List;
import java.util.Optional;

/// A rule, as far as netlink tells without understanding its expressions.
///
/// @param table the table's name
/// @param chain the chain's name
/// @param handle unique in the table and never used again there, except that a rule which replaces
///   another may keep its handle
/// @param comment the comment, from the rule's user data
/// @param jumps the chains that the rule's own verdicts jump or go to; not those in verdict maps
/// @param gotos those of them that it goes to
/// @param verdictMaps the names of the maps that the rule takes a verdict from
/// @param changesPackets whether it may change a packet, or what the kernel notes of it
public record Rule(
    Family family,
    String table,
    String chain,
    long handle,
    Optional<String> comment,
    List<String> jumps,
    List<String> gotos,
    List<String> verdictMaps,
    boolean changesPackets) {
  public Rule {
    jumps = List.copyOf(jumps);
    gotos = List.copyOf(gotos);
    verdictMaps = List.copyOf(verdictMaps);
  }

  /// Whether it can end in a jump to another chain from which a packet may come back.
  public boolean canJump() {
    return jumps.size() > gotos.size() || !verdictMaps.isEmpty();
  }
}
