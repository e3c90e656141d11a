package dev.nfdrop.nftables;

import java.util.List;
import java.util.Optional;

/// A chain.
///
/// @param table the table's name
/// @param name the chain's name; the kernel makes up `__chain1` and so on for a chain that belongs
///   to one rule (`jump { ... }`)
/// @param handle unique in the table
/// @param flags `NFT_CHAIN_`
/// @param base where the chain is attached; empty for a regular chain
/// @param comment the comment, from the chain's user data
public record Chain(
    Family family,
    String table,
    String name,
    long handle,
    int flags,
    Optional<Base> base,
    Optional<String> comment) {
  /// `NFT_CHAIN_BINDING`, since 5.9.
  private static final int BINDING = 1 << 2;

  /// Whether the chain belongs to one rule, and has no name of its own.
  public boolean bound() {
    return (flags & BINDING) != 0;
  }

  /// The attachment of a base chain.
  ///
  /// @param hook as nft prints it; `hook 9` and the like if the number means nothing to us
  /// @param policy what becomes of a packet that reaches the end
  /// @param type `filter`, `nat` or `route`
  /// @param devices the interfaces of an ingress or egress chain, as the kernel lists them
  public record Base(String hook, int priority, Policy policy, String type, List<String> devices) {
    public Base {
      devices = List.copyOf(devices);
    }
  }

  /// The verdict at the end of a base chain.
  public enum Policy {
    DROP("drop"),
    ACCEPT("accept");

    private final String label;

    Policy(String label) {
      this.label = label;
    }

    /// The policy as nft prints it.
    public String label() {
      return label;
    }
  }
}
