package dev.nfdrop.lab.scenario;

import static dev.nfdrop.lab.scenario.Network.CLIENT;
import static dev.nfdrop.lab.scenario.Network.CLIENT6;
import static dev.nfdrop.lab.scenario.Network.CLIENT_BEHIND_BRIDGE;
import static dev.nfdrop.lab.scenario.Network.SERVER;
import static dev.nfdrop.lab.scenario.Network.SERVER6;
import static dev.nfdrop.lab.scenario.Network.SERVER_BEHIND_BRIDGE;
import static dev.nfdrop.lab.scenario.Network.SERVER_UNRESOLVED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.scenario.DropEvent.Packet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import tools.jackson.databind.JsonNode;

/// What nfdrop reports for each way that nf_tables can drop a packet, on one machine by one engine.
///
/// One nfdrop traces through all of them, so that each scenario's rules are new to it. Port 4242 is
/// what the rules drop; 4243 passes and must not be reported.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@ExtendWith(Scorecard.class)
abstract class Scenarios {

  private static final Packet DROPPED = Packet.udp(CLIENT, SERVER, 4242);
  private static final String SEND_DROPPED = udp(SERVER, 4242);
  private static final String SEND_ACCEPTED = udp(SERVER, 4243);

  private String subject = "nothing";

  /// Whether it is the engine that knows least.
  private boolean nftraced;

  @SuppressWarnings("NullAway.Init") // by begin()
  private Network network;

  @SuppressWarnings("NullAway.Init") // by begin()
  private Tracing tracing;

  /// Starts tracing, before any scenario.
  ///
  /// @param on machine and engine, in words
  final void begin(Nfdrop nfdrop, String engine, String on) {
    subject = on;
    nftraced = engine.equals("nftrace");
    network = Network.create(nfdrop.host(), engine + ProcessHandle.current().pid());
    try {
      // On some kernels nf_tables is a module, which the first rules load.
      network.load(Tracing.MARKER_RULES);
      tracing = Tracing.start(nfdrop, engine, network.server());
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  /// Ends tracing, which must go well, and reads the file that it has written.
  final void end() {
    try (var _ = network;
        var _ = tracing) {
      var result = tracing.interrupt();
      assertThat(result.exitStatus()).as(result.stderr()).isZero();
      assertThat(tracing.read().stdout()).isEqualTo(result.stdout());
    }
  }

  /// Whether it tells of other functions at hooks.
  final boolean seesOtherHooks() {
    return !nftraced;
  }

  String subject() {
    return subject;
  }

  @Test
  void dropByARuleInABaseChain() {
    load(
        """
        table inet nfd {
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport 4243 accept
            udp dport 4242 counter drop comment "plain"
            udp dport 4244 drop
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED + SEND_ACCEPTED);
    assertThat(events).containsExactly(DropEvent.by(rule("plain"), "input", "input", DROPPED));
  }

  @Test
  void dropBehindAJump() {
    load(
        """
        table inet nfd {
          chain inner {
            udp dport 4243 return
            udp dport 4242 drop comment "behind a jump"
          }
          chain outer { jump inner; }
          chain input {
            type filter hook input priority filter; policy accept;
            jump outer
            udp dport 4242 drop comment "not reached"
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events)
        .containsExactly(DropEvent.by(rule("behind a jump"), "input", "input", DROPPED));
  }

  @Test
  void dropBehindAGoto() {
    load(
        """
        table inet nfd {
          chain elsewhere { udp dport 4242 drop comment "behind a goto"; }
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport 4242 goto elsewhere
            udp dport 4242 drop comment "not reached"
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events)
        .containsExactly(DropEvent.by(rule("behind a goto"), "input", "input", DROPPED));
  }

  @Test
  void theWayThroughTheRules() {
    loadAndAwait(
        """
        table inet nfd {
          chain far { udp dport 4242 drop comment "far"; }
          chain web {
            udp dport 4243 accept
            udp dport 4242 goto far comment "goes"
          }
          chain gone { udp dport 4242 return; }
          chain services {
            jump gone
            udp dport 4242 jump web comment "jumps at the end"
          }
          chain mapped { udp dport 4245 drop comment "mapped"; }
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport 4242 jump services comment "jumps"
            udp dport vmap { 4245 : jump mapped, 4246 : drop } comment "map"
            udp dport 4242 drop comment "not reached"
          }
        }
        """);
    var drops = drops(SEND_ACCEPTED + SEND_DROPPED + udp(SERVER, 4245));
    assertThat(drops).hasSize(2);
    if (nftraced) {
      assertThat(drops).allMatch(drop -> !drop.has("path") && drop.path("pathPartial").asBoolean());
    } else {
      assertThat(DropEvent.path(drops.getFirst()))
          .containsExactly(
              step(rule("jumps"), "jump"),
              step(rule("jumps at the end"), "jump"),
              step(rule("goes"), "goto"));
      assertThat(DropEvent.path(drops.getLast())).containsExactly(step(rule("map"), "jump"));
      assertThat(drops).noneMatch(drop -> drop.has("pathPartial"));
    }
  }

  @Test
  void theElementsThatLedThePacketOn() {
    loadAndAwait(
        """
        table inet nfd {
          map services { type inet_service : verdict; elements = { 4242 : jump web, 4243 : accept }; }
          set hosts { type ipv4_addr; flags interval; elements = { 10.1.0.0/16 }; }
          set marks { type mark; elements = { 0 }; }
          chain inner { udp dport 4242 drop; }
          chain web { ip saddr @hosts jump inner; }
          chain marked {
            meta mark set 7
            udp dport 4245 drop
          }
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport vmap @services
            meta mark @marks jump marked
          }
        }
        """);
    var drops = drops(SEND_ACCEPTED + SEND_DROPPED + udp(SERVER, 4245));
    assertThat(drops).hasSize(2);
    if (!nftraced) {
      assertThat(drops.getFirst().path("path").valueStream().map(DropEvent::elements))
          .as(drops.toString())
          .containsExactly(List.of("services 4242=4242"), List.of("hosts 10.1.0.2=10.1.0.0/16"));
      assertThat(drops.getLast().path("path").valueStream().map(DropEvent::elements))
          .as("the mark is another than the one that was looked up")
          .containsExactly(List.of());
    }
  }

  private static DropEvent.Step step(Ruleset.Rule rule, String jump) {
    return new DropEvent.Step(rule.chain(), rule.handle(), rule.text(), jump);
  }

  @Test
  void dropByAVerdictMap() {
    load(
        """
        table inet nfd {
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport vmap { 4242 : drop, 4243 : accept } comment "map"
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events).containsExactly(DropEvent.by(rule("map"), "input", "input", DROPPED));
  }

  @Test
  void dropByANamedSet() {
    load(
        """
        table inet nfd {
          set blocked { type inet_service; elements = { 22, 4242 } }
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport @blocked drop comment "set"
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events).containsExactly(DropEvent.by(rule("set"), "input", "input", DROPPED));
  }

  @Test
  void rejectWithATcpReset() {
    load(
        """
        table inet nfd {
          chain input {
            type filter hook input priority filter; policy accept;
            tcp dport 4242 reject with tcp reset comment "reset"
          }
        }
        """);
    var events = send("timeout 10 bash -c ': </dev/tcp/" + SERVER + "/4242' 2>/dev/null\n");
    assertThat(events)
        .containsExactly(
            DropEvent.by(rule("reset"), "input", "input", Packet.tcp(CLIENT, SERVER, 4242))
                .rejected());
  }

  @Test
  void rejectWithAnIcmpMessage() {
    load(
        """
        table inet nfd {
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport 4242 reject with icmp type admin-prohibited comment "reject"
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events)
        .containsExactly(DropEvent.by(rule("reject"), "input", "input", DROPPED).rejected());
  }

  @Test
  void dropByAPolicy() {
    load(
        """
        table ip nfd {
          chain strict {
            type filter hook input priority filter; policy drop;
            udp dport 4243 accept
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events).containsExactly(DropEvent.byPolicy("ip", "nfd", "strict", "input", DROPPED));
  }

  @Test
  void dropByThePolicyAfterAReturn() {
    load(
        """
        table ip nfd {
          chain strict {
            type filter hook input priority filter; policy drop;
            udp dport 4242 return
            accept
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events).containsExactly(DropEvent.byPolicy("ip", "nfd", "strict", "input", DROPPED));
  }

  @Test
  void dropByThePolicyAfterTheEndOfAGoto() {
    load(
        """
        table ip nfd {
          chain elsewhere { udp dport 4243 accept; }
          chain strict {
            type filter hook input priority filter; policy drop;
            meta l4proto udp goto elsewhere
            accept
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events).containsExactly(DropEvent.byPolicy("ip", "nfd", "strict", "input", DROPPED));
  }

  @Test
  void theSameHandleInTwoTables() {
    load(
        """
        table ip nfd_first {
          chain input {
            type filter hook input priority filter - 1; policy accept;
            udp dport 4242 drop comment "first"
          }
        }
        table ip nfd_second {
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport 4245 drop comment "second"
          }
        }
        """);
    assertThat(rule("first").handle()).isEqualTo(rule("second").handle());
    var events = send(udp(SERVER, 4245) + SEND_DROPPED);
    assertThat(events)
        .containsExactly(
            DropEvent.by(rule("second"), "input", "input", Packet.udp(CLIENT, SERVER, 4245)),
            DropEvent.by(rule("first"), "input", "input", DROPPED));
  }

  @Test
  void dropOnTheWayOut() {
    load(
        """
        table ip nfd {
          chain out {
            type filter hook output priority filter; policy accept;
            udp dport 4242 drop comment "way out"
          }
        }
        """);
    var pid = network.asServer(udp(CLIENT, 4242) + "echo $$\n").orThrow().stdout().strip();
    network.asClient(Tracing.MARKER);
    var events = tracing.untilMarker();
    assertThat(events.stream().map(DropEvent::of))
        .containsExactly(
            DropEvent.by(rule("way out"), "output", "out", Packet.udp(SERVER, CLIENT, 4242)));
    if (tracing.seesSenders()) {
      var process = events.getFirst().path("process");
      assertThat(process.path("pid").asString()).isEqualTo(pid);
      assertThat(process.path("name").asString()).isEqualTo("bash");
      assertThat(process.path("uid").asInt(-1)).isZero();
    }
  }

  @Test
  void dropAtANetdevIngress() {
    load(
        """
        table netdev nfd {
          chain early {
            type filter hook ingress device "veth0" priority 0; policy accept;
            udp dport 4242 drop comment "ingress"
          }
        }
        """);
    var events = send(SEND_ACCEPTED + SEND_DROPPED);
    assertThat(events).containsExactly(DropEvent.by(rule("ingress"), "ingress", "early", DROPPED));
  }

  @Test
  void dropByABridge() {
    load(
        """
        table bridge nfd {
          chain port {
            type filter hook input priority filter; policy accept;
            udp dport 4242 drop comment "bridge"
          }
        }
        """);
    var events = send(udp(SERVER_BEHIND_BRIDGE, 4243) + udp(SERVER_BEHIND_BRIDGE, 4242));
    var packet = Packet.udp(CLIENT_BEHIND_BRIDGE, SERVER_BEHIND_BRIDGE, 4242);
    assertThat(events).containsExactly(DropEvent.by(rule("bridge"), "input", "port", packet));
  }

  @Test
  void dropOfAnIpv6Packet() {
    load(
        """
        table ip6 nfd {
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport 4242 drop comment "six"
          }
        }
        """);
    var events = send(udp(SERVER6, 4243) + udp(SERVER6, 4242));
    assertThat(events)
        .containsExactly(
            DropEvent.by(rule("six"), "input", "input", Packet.udp(CLIENT6, SERVER6, 4242)));
  }

  @Test
  void dropOfAnArpRequest() {
    load(
        """
        table arp nfd {
          chain ask {
            type filter hook input priority filter; policy accept;
            arp operation request arp daddr ip 10.1.0.9 drop comment "arp"
          }
        }
        """);
    var events = send("ping -n -q -c 1 -W 1 " + SERVER_UNRESOLVED + " >/dev/null 2>&1\n");
    assertThat(events)
        .containsExactly(
            DropEvent.by(rule("arp"), "input", "ask", Packet.arp(CLIENT, SERVER_UNRESOLVED)));
  }

  @Test
  void rulesThatComeAndGoWhileTracing() {
    load(
        """
        table inet nfd {
          chain input {
            type filter hook input priority filter; policy accept;
            udp dport 4243 accept
          }
        }
        """);
    assertThat(send(SEND_DROPPED)).isEmpty();

    nft("insert rule inet nfd input udp dport 4242 drop comment \"inserted\"");
    var inserted = rule("inserted");
    assertThat(send(SEND_DROPPED))
        .containsExactly(DropEvent.by(inserted, "input", "input", DROPPED));

    nft(
        "replace rule inet nfd input handle %d meta mark 0 udp dport 4242 drop comment \"replaced\""
            .formatted(inserted.handle()));
    var replaced = rule("replaced");
    assertThat(send(SEND_DROPPED))
        .containsExactly(DropEvent.by(replaced, "input", "input", DROPPED));

    var delete = "nft delete rule inet nfd input handle " + replaced.handle() + "\n";
    network.asClient(SEND_DROPPED);
    network.asServer(delete).orThrow();
    assertThat(send(SEND_DROPPED))
        .containsExactly(DropEvent.by(replaced, "input", "input", DROPPED));
  }

  @Test
  void aRuleThatIsGoneAtOnceIsNamedByItsHandleAtLeast() {
    load(
        """
        table ip nfd {
          chain out {
            type filter hook output priority filter; policy accept;
          }
        }
        """);
    var listings =
        network.asServer(
            """
            nft add rule ip nfd out udp dport 4242 drop comment '"short-lived"'
            """
                + Ruleset.LIST
                + udp(CLIENT, 4242)
                + "nft flush chain ip nfd out\n");
    var rule = Ruleset.parse(listings.orThrow().stdout()).of("short-lived");
    network.asClient(Tracing.MARKER);
    var event = tracing.untilMarker().getFirst();
    assertThat(event.path("handle").asLong()).isEqualTo(rule.handle());
    assertThat(event.path("chain").asString()).isEqualTo(rule.chain());
    assertThat(event.has("rule")).isNotEqualTo(event.has("ruleUnknown"));
    assertThat(event.path("rule").asString(rule.text())).isEqualTo(rule.text());
  }

  @Test
  void everythingElseThatIsKnownOfADrop() {
    load(
        """
        table ip nfd {
          chain input {
            type filter hook input priority -7; policy accept;
            udp dport 4242 drop
          }
        }
        """);
    network.asClient(SEND_DROPPED + Tracing.MARKER);
    var event = tracing.untilMarker().getFirst();
    assertThat(event.path("type").asString()).isEqualTo("drop");
    assertThat(event.path("verdict").asString()).isEqualTo("drop");
    assertThat(event.path("time").asString())
        .matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{9}Z");
    assertThat(event.path("priority").asInt()).isEqualTo(-7);
    assertThat(event.path("iif").asString()).isEqualTo("veth0");
    assertThat(event.has("oif")).isFalse();
    assertThat(event.path("netns").path("name").asString()).isEqualTo(network.server());
    assertThat(event.path("netns").path("inode").asLong()).isEqualTo(serverInode());
    assertThat(event.path("mark").asLong()).isZero();
    assertThat(event.path("packetType").asString("host")).isEqualTo("host");
    assertThat(event.has("process")).isFalse();
    // An IPv4 header, a UDP header, and the payload.
    assertThat(event.path("len").asInt()).isEqualTo(20 + 8 + "nfdrop\n".length());
    assertThat(event.path("packet").path("sport").asInt()).isPositive();
  }

  private long serverInode() {
    return Long.parseLong(
        network.asServer("stat -L -c %i /proc/self/ns/net").orThrow().stdout().strip());
  }

  /// What is told only where the ruleset has certainly not changed since needs it to be read
  /// before.
  private void loadAndAwait(String rules) {
    load(rules);
    drops("");
  }

  final void load(String rules) {
    network.load(rules + Tracing.MARKER_RULES);
    tracing.awaitTables(network);
  }

  private Ruleset.Rule rule(String comment) {
    return network.ruleset().of(comment);
  }

  private void nft(String words) {
    network.asServer("nft -f - <<'END'\n" + words + "\nEND\n").orThrow();
  }

  /// Sends packets and returns what was reported for them.
  private List<DropEvent> send(String script) {
    return drops(script).stream().map(DropEvent::of).toList();
  }

  final List<JsonNode> drops(String script) {
    network.asClient(script + Tracing.MARKER);
    return tracing.untilMarker();
  }

  /// The shell command that sends one datagram; an error that comes back does not matter.
  static String udp(String address, int port) {
    return "echo nfdrop >/dev/udp/" + address + "/" + port + " 2>/dev/null\n";
  }
}
