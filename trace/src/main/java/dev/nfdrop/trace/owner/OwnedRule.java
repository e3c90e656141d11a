package dev.nfdrop.trace.owner;

import java.util.Optional;

/// What is known of a rule, or of a base chain's policy, by which its maker may be told.
///
/// @param family as nft prints it
/// @param chain that holds the rule
/// @param baseChain that the packet entered by
/// @param comment the rule's
/// @param text the rule as nft or iptables prints it
/// @param behind the chain that the rule in front of it jumps to
public record OwnedRule(
    String family,
    String table,
    String chain,
    String baseChain,
    Optional<String> comment,
    Optional<String> text,
    Optional<String> behind) {}
