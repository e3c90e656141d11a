package dev.nfdrop.cli.demo;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.channels.SocketChannel;
import java.util.List;

/// What the demo's client sends.
final class DemoTraffic {
  private final NetworkNamespace client;

  DemoTraffic(NetworkNamespace client) {
    this.client = client;
  }

  /// Starts to connect, which sends one SYN. Closing the channel ends the attempt, so that the
  /// kernel does not send it again a second later.
  SocketChannel connect(int port) {
    try {
      return client.call(() -> {
        var channel = SocketChannel.open();
        channel.configureBlocking(false);
        channel.connect(new InetSocketAddress(DemoNetwork.SERVER_ADDRESS, port));
        return channel;
      });
    } catch (IOException e) {
      throw new DemoFailure("connect to port " + port + ": " + e.getMessage());
    }
  }

  /// Sends one echo request and waits for the answer.
  String ping() {
    return Commands.in(
        client, List.of("ping", "-n", "-c", "1", "-W", "5", DemoNetwork.SERVER_ADDRESS));
  }
}
