/// What nf_tables keeps in a network namespace: tables, chains and rules, as plain data.
///
/// The subpackages do the work, and each knows only those above it:
///
/// - `netlink` speaks nfnetlink: dumps, the generation, notifications, batches;
/// - `text` runs `nft` and reads rules' texts out of its listing;
/// - `build` creates tables without `nft`;
/// - `ruleset` puts both together: a snapshot, and a watch that keeps up with changes.
///
/// Names and comments are other people's bytes, decoded as UTF-8 with replacement: whoever shows
/// them escapes them.
@NullMarked
package dev.nfdrop.nftables;

import org.jspecify.annotations.NullMarked;
