package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.NftShell;
import dev.nfdrop.nftables.RuleText;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RulesetTest {
  private static final String ALL_FAMILIES =
      """
      table inet filter {
        set big { type ipv4_addr; elements = { 10.0.0.1, 10.0.0.2 }; }
        map verdicts { type inet_service : verdict; elements = { 22 : accept, 23 : drop }; }
        counter hits { }
        chain input {
          comment "a chain # handle 3"
          type filter hook input priority filter + 5; policy drop;
          ct state { established, related } accept
          tcp dport { 22, 80 } accept comment "x # handle 7 {"
          tcp dport vmap { 22 : accept, 23 : jump other }
          tcp dport 24 jump { ip saddr 127.0.0.0/8 drop; accept comment "zz"; }
          ip saddr @big counter drop
          tcp dport vmap @verdicts
          ip saddr . tcp dport { 1.2.3.4 . 22, 10.0.0.0/8 . 23-25 } counter drop
          quota over 25 mbytes drop
          limit rate 5/second burst 10 packets drop
          log prefix "foo } # handle 9" drop
          meta mark set ip saddr map { 1.1.1.1 : 5, 2.2.2.2 : 6 }
          counter name hits
          reject with icmpx type admin-prohibited
        }
        chain other { goto third; }
        chain third { }
        chain dotted.name_2 { tcp flags syn / fin,syn drop; }
      }
      table ip nat {
        flags dormant
        comment "a table"
        chain post { type nat hook postrouting priority srcnat; masquerade comment "late"; }
      }
      table ip6 six {
        chain pre { type filter hook prerouting priority raw; ip6 saddr fe80::/10 drop; }
      }
      table arp neighbours {
        chain in { type filter hook input priority 0; arp operation request drop; }
      }
      table bridge br {
        chain forwarded { type filter hook forward priority -200; ether type arp drop; }
      }
      table netdev dev {
        chain ing { type filter hook ingress devices = { lo } priority -500; drop; }
      }
      """;

  private final NetworkNamespace namespace = NetworkNamespace.create();

  @AfterEach
  void close() {
    namespace.close();
  }

  @Test
  void textsAreNftsOwnLines() {
    NftShell.load(namespace, ALL_FAMILIES);

    var ruleset = read();

    var listed = new TreeMap<String, Integer>();
    NftShell.list(namespace)
        .lines()
        .filter(line -> line.startsWith("\t\t") && line.matches(".* # handle \\d+"))
        .map(line -> line.strip().replaceAll("^} # handle \\d+$", "}"))
        .filter(line -> !line.equals("}"))
        .forEach(line -> listed.merge(line, 1, Integer::sum));
    var texts = new TreeMap<String, Integer>();
    for (var rule : ruleset.rules()) {
      var text = text(rule);
      if (!text.contains("\n") && !text.startsWith("ip saddr 127") && !text.endsWith("\"zz\"")) {
        texts.merge(text + " # handle " + rule.handle(), 1, Integer::sum);
      }
    }
    assertThat(texts).isEqualTo(listed);
  }

  @Test
  void rulesOfAnonymousChainsHaveTextsToo() {
    NftShell.load(namespace, ALL_FAMILIES);

    var texts = read().rules().stream().map(RulesetTest::text).toList();

    assertThat(texts)
        .contains(
            "tcp dport 24 jump {\n\tip saddr 127.0.0.0/8 drop\n\taccept comment \"zz\"\n}",
            "ip saddr 127.0.0.0/8 drop",
            "accept comment \"zz\"");
  }

  @Test
  void commentsComeFromNetlink() {
    NftShell.load(namespace, ALL_FAMILIES);

    var comments =
        read().rules().stream()
            .flatMap(rule -> rule.comment().stream())
            .collect(Collectors.toSet());

    assertThat(comments).containsExactlyInAnyOrder("x # handle 7 {", "zz", "late");
  }

  @Test
  void tenThousandRulesAreReadQuickly() {
    var rules =
        IntStream.range(0, 10_000)
            .mapToObj(
                i -> "ip saddr 10.%d.%d.1 tcp dport %d drop".formatted(i / 250, i % 250, 1000 + i))
            .collect(Collectors.joining("\n"));
    NftShell.load(namespace, "table inet t {\nchain c {\n" + rules + "\n}\n}\n");

    for (var i = 0; i < 3; i++) {
      var start = System.nanoTime();
      var ruleset = read();
      System.out.printf("10,000 rules: %d ms%n", (System.nanoTime() - start) / 1_000_000);
      assertThat(ruleset.rules()).hasSize(10_000).allMatch(r -> r.text() instanceof RuleText.Known);
    }
  }

  @Test
  void elementsOfNamedSetsAreNotRead() {
    var elements =
        IntStream.range(0, 20_000)
            .mapToObj(i -> "10.%d.%d.7".formatted(i / 250, i % 250))
            .collect(Collectors.joining(","));
    NftShell.load(
        namespace,
        "table ip t {\nset s { type ipv4_addr; elements = { %s } ; }\nchain c { ip saddr @s drop; }\n}\n"
            .formatted(elements));

    assertThat(read().rules())
        .singleElement()
        .satisfies(r -> assertThat(text(r)).isEqualTo("ip saddr @s drop"));
  }

  private Ruleset read() {
    return switch (Ruleset.read(namespace)) {
      case Reading.Complete(var ruleset) -> ruleset;
      case Reading.Refused refused -> throw new AssertionError(refused);
    };
  }

  private static String text(RuleEntry rule) {
    return switch (rule.text()) {
      case RuleText.Known(var text) -> text;
      case RuleText.Unknown(var reason) ->
          throw new AssertionError("rule %d: %s".formatted(rule.handle(), reason));
    };
  }
}
