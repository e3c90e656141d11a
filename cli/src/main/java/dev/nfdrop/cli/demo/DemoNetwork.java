package dev.nfdrop.cli.demo;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import java.nio.file.Path;
import java.util.List;

/// Two hosts joined by a cable: network namespaces with a veth pair between them.
///
/// The namespaces have no name and nothing is mounted, so the kernel takes them down with this
/// process, however it ends.
public final class DemoNetwork implements AutoCloseable {
  /// Addresses for documentation, RFC 5737.
  public static final String SERVER_ADDRESS = "192.0.2.1";

  static final String CLIENT_ADDRESS = "192.0.2.2";

  private static final String SERVER_INTERFACE = "to-client";
  private static final String CLIENT_INTERFACE = "to-server";

  private final NetworkNamespace server;
  private final NetworkNamespace client;

  private DemoNetwork(NetworkNamespace server, NetworkNamespace client) {
    this.server = server;
    this.client = client;
  }

  public static DemoNetwork create() {
    var network = new DemoNetwork(NetworkNamespace.create(), NetworkNamespace.create());
    try {
      network.join();
      return network;
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  public NetworkNamespace server() {
    return server;
  }

  public NetworkNamespace client() {
    return client;
  }

  /// A path by which this process and its children can open the server's namespace.
  public Path serverPath() {
    return Path.of(
        "/proc", Long.toString(ProcessHandle.current().pid()),
        "fd", Integer.toString(server.descriptor().number()));
  }

  private void join() {
    Commands.in(
        client,
        List.of(
            "ip",
            "link",
            "add",
            CLIENT_INTERFACE,
            "type",
            "veth",
            "peer",
            "name",
            SERVER_INTERFACE,
            "netns",
            serverPath().toString()));
    configure(client, CLIENT_INTERFACE, CLIENT_ADDRESS);
    configure(server, SERVER_INTERFACE, SERVER_ADDRESS);
  }

  private static void configure(NetworkNamespace host, String link, String address) {
    host.loopbackUp();
    Commands.in(host, List.of("ip", "address", "add", address + "/24", "dev", link));
    Commands.in(host, List.of("ip", "link", "set", link, "up"));
  }

  @Override
  public void close() {
    client.close();
    server.close();
  }
}
