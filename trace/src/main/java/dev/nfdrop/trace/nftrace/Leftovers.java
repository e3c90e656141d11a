package dev.nfdrop.trace.nftrace;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.nftables.build.TableSpec;
import dev.nfdrop.nftables.netlink.Batch;
import dev.nfdrop.nftables.netlink.NftablesSocket;

/// Trace tables of processes that were killed, on kernels where a table does not go with its maker
/// (before 5.12).
public final class Leftovers {
  private Leftovers() {}

  /// Removes them from a namespace. What cannot be removed stays: nothing depends on it.
  public static void sweep(NetworkNamespace namespace) {
    try (var socket = NftablesSocket.open(namespace)) {
      for (var table : socket.tables()) {
        if (isLeftOver(table)) {
          remove(socket, table);
        }
      }
    } catch (KernelException e) {
      // without nf_tables there is nothing to sweep
    }
  }

  private static boolean isLeftOver(Table table) {
    return !table.owned() && Maker.of(table.name()).filter(maker -> !maker.isAlive()).isPresent();
  }

  private static void remove(NftablesSocket socket, Table table) {
    var batch = new Batch();
    TableSpec.addRemoval(batch, table.family(), table.name());
    socket.commit(batch);
  }
}
