package dev.nfdrop.trace.nftrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.ebpf.sys.OpenResources;
import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.nftables.build.ChainSpec;
import dev.nfdrop.nftables.build.Expression;
import dev.nfdrop.nftables.build.RuleSpec;
import dev.nfdrop.nftables.build.TableSpec;
import dev.nfdrop.nftables.build.Verdict.Final;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.select.Selection;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.ByteBuffer;
import java.nio.channels.DatagramChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TracedNamespaceTest {
  private static final TracedPackets ALL = new TracedPackets(Selection.ALL);
  private static final int PORT = 4242;
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final Tally tally = new Tally();

  @AfterEach
  void close() {
    namespace.close();
  }

  @Test
  void theTablesAreThereWhileItIsOpenAndNoLonger() {
    var resources = OpenResources.open();
    try (var traced = TracedNamespace.open(namespace, ALL, _ -> true, false, tally)) {
      assertThat(tables()).hasSize(3).containsOnly(Maker.self().table());
      assertThat(traced.remarks()).singleElement().asString().contains(Maker.self().table());
    }
    assertThat(tables()).isEmpty();
    assertThat(OpenResources.open()).containsExactlyInAnyOrderElementsOf(resources);
  }

  /// More than the kernel keeps for a slow reader: each drop is two messages of about 200 bytes.
  @Test
  void afterAFloodThatWasTooMuchDropsAreRightAgain() throws IOException {
    namespace.loopbackUp();
    try (var traced = TracedNamespace.open(namespace, ALL, _ -> true, false, tally)) {
      var table = load("first");
      try (var socket = namespace.call(() -> DatagramChannel.open(StandardProtocolFamily.INET))) {
        for (int i = 0; tally.counts().overruns() == 0; i++) {
          send(socket);
          if (i % 60_000 == 59_999) {
            var _ = traced.take(Duration.ZERO);
          }
        }
        var drops = takeAll(traced);
        assertThat(drops).isNotEmpty().allMatch(drop -> drop.tableName().equals("first"));
        send(socket);
        var last = takeAll(traced);
        assertThat(last).hasSize(1);
        assertThat(last.getFirst().tableHandle()).isEqualTo(table);
        assertThat(last.getFirst().baseChainName()).isEqualTo("input");
      }
    }
  }

  private List<RawDrop> takeAll(TracedNamespace traced) {
    var drops = new ArrayList<RawDrop>();
    var patience = PATIENCE;
    for (var next = traced.take(patience); next.isPresent(); next = traced.take(patience)) {
      drops.addAll(next.get());
      patience = Duration.ZERO;
    }
    return drops;
  }

  private static void send(DatagramChannel socket) throws IOException {
    socket.send(
        ByteBuffer.allocate(1), new InetSocketAddress(InetAddress.getLoopbackAddress(), PORT));
  }

  private long load(String name) {
    var drop = RuleSpec.of(Expression.destinationPortIs(PORT), Final.DROP);
    var chain = ChainSpec.base("input", Hook.INPUT, 0, Chain.Policy.ACCEPT, drop);
    return new TableSpec(Family.INET, name, List.of(), List.of(chain))
        .load(namespace)
        .table()
        .handle();
  }

  private List<String> tables() {
    try (var socket = NftablesSocket.open(namespace)) {
      return socket.tables().stream().map(Table::name).toList();
    }
  }
}
