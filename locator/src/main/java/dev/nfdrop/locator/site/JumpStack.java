package dev.nfdrop.locator.site;

import dev.nfdrop.locator.machine.Register;
import java.util.List;
import java.util.OptionalInt;

/// Where the function keeps the rules to which jumps return, just before a site's instruction runs:
/// `struct nft_jumpstack jumpstack[NFT_JUMP_STACK_SIZE]`, net/netfilter/nf_tables_core.c.
///
/// @param stackPointer the register
/// @param offset of the first entry from what that holds at the instruction, in bytes
/// @param entryBytes the size of an entry
/// @param depth `stackptr`, how many entries are in use, best place first; the low 32 bits count
public record JumpStack(Register stackPointer, long offset, int entryBytes, List<Location> depth) {
  /// `NFT_JUMP_STACK_SIZE`, include/net/netfilter/nf_tables.h.
  public static final int ENTRIES = 16;

  public JumpStack {
    depth = List.copyOf(depth);
  }

  /// Offset in an entry of what runs next: `const struct nft_rule_dp *rule`, or `struct nft_rule
  /// *const *rules` before Linux 5.17.
  public int ruleOffset() {
    return chainOffset().isPresent() ? Long.BYTES : 0;
  }

  /// Offset in an entry of `const struct nft_chain *chain`, the first member until Linux 6.3; empty
  /// since.
  public OptionalInt chainOffset() {
    return entryBytes > Long.BYTES ? OptionalInt.of(0) : OptionalInt.empty();
  }

  /// As people write the address of the first entry: `rsp+0x60`.
  public String address() {
    return new Location.OnStack(stackPointer, offset, Long.BYTES).address();
  }

  @Override
  public String toString() {
    return "%s, entries of %d bytes, depth %s".formatted(address(), entryBytes, depth.getFirst());
  }
}
