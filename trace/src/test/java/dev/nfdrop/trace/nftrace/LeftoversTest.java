package dev.nfdrop.trace.nftrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.nftables.build.TableSpec;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LeftoversTest {
  @Test
  void onlyTablesOfProcessesThatAreGoneAreRemoved() {
    var self = Maker.self();
    try (var namespace = NetworkNamespace.create()) {
      make(namespace, Family.INET, new Maker(self.pid(), self.startTicks() - 1).table());
      make(namespace, Family.ARP, new Maker(self.pid(), self.startTicks() - 1).table());
      make(namespace, Family.INET, self.table());
      make(namespace, Family.INET, "nfdrop-trace-of-somebody");
      Leftovers.sweep(namespace);
      try (var socket = NftablesSocket.open(namespace)) {
        assertThat(socket.tables().stream().map(Table::name))
            .containsExactlyInAnyOrder(self.table(), "nfdrop-trace-of-somebody");
      }
    }
  }

  private static void make(NetworkNamespace namespace, Family family, String name) {
    new TableSpec(family, name, List.of(), List.of()).load(namespace);
  }
}
