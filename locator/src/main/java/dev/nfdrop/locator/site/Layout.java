package dev.nfdrop.locator.site;

import java.util.OptionalInt;

/// What the locator is told about structures and numbers of the kernel, from BTF. What is not told
/// is taken from the code where the code shows it, else from what all kernels have had so far.
///
/// @param ruleExpressions offset of the first expression in a rule, in bytes: `struct nft_rule_dp`
///   `data` (8), or `struct nft_rule` `data` (24) before Linux 5.17
/// @param packetBuffer offset of `skb` in `struct nft_pktinfo`; include/net/netfilter/nf_tables.h
/// @param registersSize size of `struct nft_regs` in bytes
/// @param dropReason the number of `SKB_DROP_REASON_NETFILTER_DROP`; enum skb_drop_reason
public record Layout(
    OptionalInt ruleExpressions,
    OptionalInt packetBuffer,
    OptionalInt registersSize,
    OptionalInt dropReason) {

  /// `struct nft_regs` has 20 words of 4 bytes since Linux 4.1.
  public static final int USUAL_REGISTERS_SIZE = 80;

  /// `skb` is the first member of `struct nft_pktinfo` since Linux 3.13.
  public static final int USUAL_PACKET_BUFFER = 0;

  /// Nothing is told.
  public static final Layout UNKNOWN =
      new Layout(
          OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty(), OptionalInt.empty());
}
