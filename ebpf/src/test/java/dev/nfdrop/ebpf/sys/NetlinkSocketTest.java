package dev.nfdrop.ebpf.sys;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_SHORT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.sys.NetlinkSocket.Reception;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class NetlinkSocketTest {
  /// `NETLINK_ROUTE`, include/uapi/linux/netlink.h.
  private static final int ROUTE = 0;

  /// `RTM_GETLINK`, `RTM_NEWLINK`, `RTNLGRP_LINK`, include/uapi/linux/rtnetlink.h.
  private static final short GET_LINK = 18;

  private static final short NEW_LINK = 16;
  private static final int LINK_GROUP = 1;
  private static final short REQUEST_DUMP = 0x301;

  @Test
  void aRequestIsAnswered() {
    try (var fresh = NetworkNamespace.create();
        var arena = Arena.ofConfined();
        var socket = fresh.call(() -> NetlinkSocket.open(ROUTE))) {
      socket.send(linkDump(arena));
      var buffer = arena.allocate(32768, 8);
      assertThat(socket.receive(buffer, Duration.ofSeconds(5)))
          .isInstanceOfSatisfying(
              Reception.Datagram.class,
              datagram -> {
                assertThat(buffer.get(JAVA_INT, 0)).isLessThanOrEqualTo(datagram.lengthBytes());
                assertThat(buffer.get(JAVA_SHORT, 4)).isEqualTo(NEW_LINK);
                assertThat(buffer.get(JAVA_INT, 8)).isEqualTo(7919);
              });
    }
  }

  @Test
  void aGroupDeliversNotifications() {
    try (var fresh = NetworkNamespace.create();
        var arena = Arena.ofConfined();
        var socket = fresh.call(() -> NetlinkSocket.open(ROUTE))) {
      socket.joinGroup(LINK_GROUP);
      fresh.loopbackUp();
      var buffer = arena.allocate(32768, 8);
      assertThat(socket.receive(buffer, Duration.ofSeconds(5)))
          .isInstanceOf(Reception.Datagram.class);
    }
  }

  @Test
  void silenceTimesOut() {
    try (var fresh = NetworkNamespace.create();
        var arena = Arena.ofConfined();
        var socket = fresh.call(() -> NetlinkSocket.open(ROUTE))) {
      assertThat(socket.receive(arena.allocate(64), Duration.ofMillis(20)))
          .isEqualTo(new Reception.TimedOut());
    }
  }

  @Test
  void aFullReceiveBufferIsReportedAndTheSocketGoesOn() throws Exception {
    try (var fresh = NetworkNamespace.create();
        var arena = Arena.ofConfined();
        var socket = fresh.call(() -> NetlinkSocket.open(ROUTE))) {
      socket.receiveBufferBytes(4096);
      socket.joinGroup(LINK_GROUP);
      var script = "for i in 1 2 3 4 5 6 7 8; do ip link set lo up; ip link set lo down; done";
      var process = fresh.call(() -> new ProcessBuilder("sh", "-c", script).start());
      assertThat(process.waitFor()).isZero();
      var buffer = arena.allocate(32768, 8);
      var seen = socket.receive(buffer, Duration.ofSeconds(1));
      while (seen instanceof Reception.Datagram) {
        seen = socket.receive(buffer, Duration.ofSeconds(1));
      }
      assertThat(seen).isEqualTo(new Reception.Overrun());
      while (socket.receive(buffer, Duration.ZERO) instanceof Reception.Datagram) {}
      fresh.loopbackUp();
      assertThat(socket.receive(buffer, Duration.ofSeconds(5)))
          .isInstanceOf(Reception.Datagram.class);
    }
  }

  @Test
  void aBufferThatIsTooSmallIsACallersError() {
    try (var fresh = NetworkNamespace.create();
        var arena = Arena.ofConfined();
        var socket = fresh.call(() -> NetlinkSocket.open(ROUTE))) {
      socket.send(linkDump(arena));
      assertThatThrownBy(() -> socket.receive(arena.allocate(16, 8), Duration.ofSeconds(5)))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageContaining("does not fit into 16");
    }
  }

  @Test
  void anUnknownProtocolIsRefusedByName() {
    assertThatThrownBy(() -> NetlinkSocket.open(31))
        .isInstanceOf(KernelException.class)
        .hasMessageStartingWith("socket of netlink socket, protocol 31: EPROTONOSUPPORT");
  }

  /// `struct nlmsghdr` and `struct ifinfomsg`: a dump of all links, sequence number 7919.
  private static MemorySegment linkDump(Arena arena) {
    var message = arena.allocate(32, 8);
    message.set(JAVA_INT, 0, 32);
    message.set(JAVA_SHORT, 4, GET_LINK);
    message.set(JAVA_SHORT, 6, REQUEST_DUMP);
    message.set(JAVA_INT, 8, 7919);
    return message;
  }
}
