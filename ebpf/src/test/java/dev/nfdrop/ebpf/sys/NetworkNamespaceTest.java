package dev.nfdrop.ebpf.sys;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NetworkNamespaceTest {
  @Test
  void aFreshOneIsAnotherThanTheCurrentOne() {
    try (var current = NetworkNamespace.current();
        var fresh = NetworkNamespace.create()) {
      assertThat(fresh.inode()).isNotEqualTo(current.inode());
      assertThat(fresh.name()).isEmpty();
    }
  }

  @Test
  void aTaskRunsInsideAndItsCallerStaysOutside() {
    try (var before = NetworkNamespace.current();
        var fresh = NetworkNamespace.create()) {
      long inside =
          fresh.call(() -> {
            try (var current = NetworkNamespace.current()) {
              return current.inode();
            }
          });
      try (var after = NetworkNamespace.current()) {
        assertThat(inside).isEqualTo(fresh.inode());
        assertThat(after.inode()).isEqualTo(before.inode());
      }
    }
  }

  @Test
  void aProcessStartedInsideLivesThere() throws Exception {
    try (var fresh = NetworkNamespace.create()) {
      var process = fresh.call(() -> new ProcessBuilder("readlink", "/proc/self/ns/net").start());
      var link = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
      assertThat(process.waitFor()).isZero();
      assertThat(link).isEqualTo("net:[" + fresh.inode() + "]");
    }
  }

  @Test
  void aJavaSocketMadeInsideTalksOverItsLoopback() throws IOException {
    try (var fresh = NetworkNamespace.create()) {
      fresh.loopbackUp();
      var loopback = InetAddress.getLoopbackAddress();
      try (var receiver =
              fresh.call(() -> new DatagramSocket(new InetSocketAddress(loopback, 4242)));
          var sender = fresh.call(() -> new DatagramSocket())) {
        sender.send(new DatagramPacket(new byte[] {1, 2, 3}, 3, loopback, 4242));
        var packet = new DatagramPacket(new byte[16], 16);
        receiver.setSoTimeout(5_000);
        receiver.receive(packet);
        assertThat(packet.getLength()).isEqualTo(3);
      }
    }
  }

  @Test
  void aNamedOneIsOpenedByPathAndKnowsItsName() throws Exception {
    var name = "nfd-sys-" + ProcessHandle.current().pid();
    run("ip", "netns", "add", name);
    try (var opened = NetworkNamespace.open(Path.of("/run/netns", name))) {
      assertThat(opened.name()).contains(name);
    } finally {
      run("ip", "netns", "del", name);
    }
  }

  @Test
  void whatTheTaskThrowsComesOutAsItIs() {
    try (var fresh = NetworkNamespace.create()) {
      assertThatThrownBy(() ->
              fresh.call(() -> {
                throw new IOException("7919");
              }))
          .isExactlyInstanceOf(IOException.class)
          .hasMessage("7919");
    }
  }

  @Test
  void aFileThatIsNoNamespaceIsRefusedAndClosed() {
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/proc/self/status")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("/proc/self/status is no network namespace");
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/proc/self/ns/mnt")))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> NetworkNamespace.open(Path.of("/no/such")))
        .isInstanceOf(KernelException.class)
        .hasMessage("openat of /no/such: ENOENT");
  }

  @Test
  void aClosedOneCannotBeEntered() {
    var fresh = NetworkNamespace.create();
    fresh.close();
    fresh.close();
    assertThatThrownBy(() -> fresh.call(() -> true)).isInstanceOf(IllegalStateException.class);
    assertThat(Files.exists(Path.of("/proc/self"))).isTrue();
  }

  private static void run(String... command) throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).as(String.join(" ", command)).isZero();
  }
}
