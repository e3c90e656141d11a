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
public record Rule(
    Family family,
    String table,
    String chain,
    long handle,
    Optional<String> comment,
    List<String> jumps) {
  public Rule {
    jumps = List.copyOf(jumps);
  }
}
