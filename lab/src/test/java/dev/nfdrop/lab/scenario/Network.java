package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.Host;
import dev.nfdrop.lab.Result;

/// Two network namespaces: a client that sends packets, and a server whose ruleset drops some.
///
/// ```
/// client                      server
/// veth0  10.1.0.2  ────────── 10.1.0.1, 10.1.0.9  veth0
///        fd00:1::2            fd00:1::1
/// veth1  10.2.0.2  ────────── veth1 ── br0  10.2.0.1
/// ```
///
/// Neighbours are known, so that no other packet is sent than the scenario's; only 10.1.0.9 has to
/// be asked for.
final class Network implements AutoCloseable {

  static final String SERVER = "10.1.0.1";
  static final String SERVER_BEHIND_BRIDGE = "10.2.0.1";
  static final String SERVER_UNRESOLVED = "10.1.0.9";
  static final String SERVER6 = "fd00:1::1";
  static final String CLIENT = "10.1.0.2";
  static final String CLIENT_BEHIND_BRIDGE = "10.2.0.2";
  static final String CLIENT6 = "fd00:1::2";

  private static final String SET_UP =
      """
      set -e
      server=$1 client=$2
      ip netns add $server
      ip netns add $client
      for name in $server $client; do
        ip netns exec $name sysctl -qw net.ipv6.conf.default.accept_ra=0 \
          net.ipv6.conf.default.router_solicitations=0
        ip -n $name link set lo up
      done
      ip -n $server link add veth0 address 02:00:00:00:00:01 type veth \
        peer name veth0 address 02:00:00:00:00:02 netns $client
      ip -n $server link add veth1 type veth peer name veth1 address 02:00:00:00:01:02 netns $client
      ip -n $server link add br0 address 02:00:00:00:01:01 type bridge
      ip -n $server link set veth1 master br0
      ip -n $server addr add 10.1.0.1/24 dev veth0
      ip -n $server addr add 10.1.0.9/24 dev veth0
      ip -n $server addr add fd00:1::1/64 dev veth0 nodad
      ip -n $server addr add 10.2.0.1/24 dev br0
      ip -n $client addr add 10.1.0.2/24 dev veth0
      ip -n $client addr add fd00:1::2/64 dev veth0 nodad
      ip -n $client addr add 10.2.0.2/24 dev veth1
      for device in veth0 veth1 br0; do ip -n $server link set $device up; done
      for device in veth0 veth1; do ip -n $client link set $device up; done
      ip netns exec $client sysctl -qw net.ipv4.neigh.veth0.mcast_solicit=1
      ip -n $client neigh add 10.1.0.1 lladdr 02:00:00:00:00:01 dev veth0
      ip -n $client neigh add fd00:1::1 lladdr 02:00:00:00:00:01 dev veth0
      ip -n $client neigh add 10.2.0.1 lladdr 02:00:00:00:01:01 dev veth1
      ip -n $server neigh add 10.1.0.2 lladdr 02:00:00:00:00:02 dev veth0
      ip -n $server neigh add fd00:1::2 lladdr 02:00:00:00:00:02 dev veth0
      ip -n $server neigh add 10.2.0.2 lladdr 02:00:00:00:01:02 dev br0
      """;

  private final Host host;
  private final String server;
  private final String client;

  private Network(Host host, String name) {
    this.host = host;
    this.server = "nfd-" + name + "-server";
    this.client = "nfd-" + name + "-client";
  }

  /// Makes both namespaces. The name tells them from those of others on the same machine.
  static Network create(Host host, String name) {
    var network = new Network(host, name);
    var command = Command.of("bash", "-s", "--", network.server, network.client);
    try {
      host.run(command.withInput(SET_UP)).orThrow();
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
    return network;
  }

  /// The name of the namespace whose ruleset drops.
  String server() {
    return server;
  }

  /// The name of the namespace that packets are sent from.
  String client() {
    return client;
  }

  /// Runs a shell script as the client.
  Result asClient(String script) {
    return inNamespace(client, script);
  }

  /// Runs a shell script as the server.
  Result asServer(String script) {
    return inNamespace(server, script);
  }

  /// Loads these rules, and no others, into the server's ruleset.
  void load(String rules) {
    var nft = Command.of("ip", "netns", "exec", server, "nft", "-f", "-");
    host.run(nft.withInput("flush ruleset\n" + rules)).orThrow();
  }

  /// The server's ruleset, as nft lists it.
  Ruleset ruleset() {
    var listings = asServer(Ruleset.LIST);
    return Ruleset.parse(listings.orThrow().stdout());
  }

  @Override
  public void close() {
    host.run("bash", "-c", "ip netns del " + client + "; ip netns del " + server);
  }

  private Result inNamespace(String namespace, String script) {
    var shell = Command.of("ip", "netns", "exec", namespace, "bash", "-s");
    return host.run(shell.withInput(script));
  }
}
