package dev.nfdrop.nftables;

/// What tells a rule from all others that a network namespace has or had: the kernel reuses neither
/// handle, except that a rule which replaces another may keep its handle (Linux 6.18 does so).
///
/// @param table the table's handle (`nft_table.handle`)
/// @param rule the rule's handle, 42 bits, unique in its table only
public record RuleId(long table, long rule) {}
