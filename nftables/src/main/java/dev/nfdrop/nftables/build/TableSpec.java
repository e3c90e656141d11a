package dev.nfdrop.nftables.build;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import java.util.List;

/// A table to be made.
///
/// Chains and maps may refer to one another in any order.
public record TableSpec(
    Family family, String name, List<VerdictMapSpec> maps, List<ChainSpec> chains) {
  public TableSpec {
    maps = List.copyOf(maps);
    chains = List.copyOf(chains);
  }

  /// Makes the table in a namespace, in one transaction.
  ///
  /// @return the table as the kernel has it: chains in the order of this spec, rules in theirs
  /// @throws dev.nfdrop.nftables.netlink.NetfilterRefusalException if the kernel refuses, also
  ///   because there is such a table
  public TableContents load(NetworkNamespace namespace) {
    try (var socket = NftablesSocket.open(namespace)) {
      socket.commit(TableEncoder.batch(this));
      return socket.ruleset().tables().stream()
          .filter(t -> t.table().family() == family && t.table().name().equals(name))
          .findFirst()
          .orElseThrow(() ->
              new IllegalStateException(
                  "table %s %s vanished after it was made".formatted(family, name)));
    }
  }
}
