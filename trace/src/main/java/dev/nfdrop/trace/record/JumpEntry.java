package dev.nfdrop.trace.record;

import java.util.OptionalInt;

/// What an entry of the kernel's jump stack looks like: `struct nft_jumpstack`,
/// net/netfilter/nf_tables_core.c.
///
/// @param bytes its size
/// @param next offset of the pointer to what runs next: `const struct nft_rule_dp *rule`, or
///   `struct nft_rule *const *rules` before 5.17
/// @param chain offset of the pointer to the chain that jumped; empty since 6.4
public record JumpEntry(int bytes, int next, OptionalInt chain) {}
