/// nfnetlink by hand: messages, attributes, dumps, notifications and batches of nf_tables.
///
/// Headers are in the machine's byte order, the values of nf_tables attributes in network order.
/// Messages come from the kernel, yet nothing in them is trusted: lengths are checked, nesting is
/// bounded by what the decoder asks for, and a message that makes no sense ends in a
/// [dev.nfdrop.nftables.netlink.MalformedMessageException].
@NullMarked
package dev.nfdrop.nftables.netlink;

import org.jspecify.annotations.NullMarked;
