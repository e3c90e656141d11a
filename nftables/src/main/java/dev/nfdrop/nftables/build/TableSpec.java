package dev.nfdrop.nftables.build;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.netlink.Batch;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import java.util.List;
import java.util.Optional;

/// A table to be made.
///
/// Chains and maps may refer to one another in any order.
///
/// @param owned whether only the socket that makes it may change it, and takes it along when it is
///   closed, also by the end of its process (`NFT_TABLE_F_OWNER`, since 5.12)
/// @param comment shown by `nft`; at most 126 bytes
public record TableSpec(
    Family family,
    String name,
    List<VerdictMapSpec> maps,
    List<ChainSpec> chains,
    boolean owned,
    Optional<String> comment) {
  public TableSpec {
    maps = List.copyOf(maps);
    chains = List.copyOf(chains);
  }

  /// A table that anybody may change.
  public TableSpec(Family family, String name, List<VerdictMapSpec> maps, List<ChainSpec> chains) {
    this(family, name, maps, chains, false, Optional.empty());
  }

  /// Adds the making of the table to a batch.
  public void addTo(Batch batch) {
    new TableEncoder(batch, this).encode();
  }

  /// Adds the making of the table to a batch, in the place of the one that may be there.
  public void addInPlaceTo(Batch batch) {
    new TableEncoder(batch, this).replace();
  }

  /// Adds the removal of a table with all that is in it to a batch.
  public static void addRemoval(Batch batch, Family family, String name) {
    TableEncoder.remove(batch, family, name);
  }

  /// Makes the table in a namespace, in one transaction.
  ///
  /// @return the table as the kernel has it: chains in the order of this spec, rules in theirs
  /// @throws dev.nfdrop.nftables.netlink.NetfilterRefusalException if the kernel refuses, also
  ///   because there is such a table
  public TableContents load(NetworkNamespace namespace) {
    try (var socket = NftablesSocket.open(namespace)) {
      var batch = new Batch();
      addTo(batch);
      socket.commit(batch);
      return socket.ruleset().tables().stream()
          .filter(t -> t.table().family() == family && t.table().name().equals(name))
          .findFirst()
          .orElseThrow(() ->
              new IllegalStateException(
                  "table %s %s vanished after it was made".formatted(family, name)));
    }
  }
}
