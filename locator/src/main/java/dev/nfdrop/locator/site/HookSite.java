package dev.nfdrop.locator.site;

/// The call in `nf_hook_slow()` that frees a packet which a function at a hook has dropped, and
/// where that says which one it was; net/netfilter/core.c.
///
/// @param callee the freeing function
/// @param address of the call
/// @param returnAddress to which the call returns
/// @param packet `struct sk_buff *skb`
/// @param entries `const struct nf_hook_entries *e`
/// @param index `s`, which of the entries; the low 32 bits count
/// @param state `struct nf_hook_state *`
public record HookSite(
    String callee,
    long address,
    long returnAddress,
    Location packet,
    Location entries,
    Location index,
    Location state) {

  /// What the search is told of structures, in bytes; include/linux/netfilter.h.
  ///
  /// @param first offset of the first `struct nf_hook_entry` in `struct nf_hook_entries`
  /// @param entryBytes size of such an entry
  /// @param argument offset of `priv` in it, the first argument of the function
  public record Entries(int first, int entryBytes, int argument) {}
}
