package dev.nfdrop.nftables.ruleset;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.NftShell;
import dev.nfdrop.nftables.RichRuleset;
import dev.nfdrop.nftables.RuleText;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RulesetTest {
  private final NetworkNamespace namespace = NetworkNamespace.create();

  @AfterEach
  void close() {
    namespace.close();
  }

  @Test
  void textsAreNftsOwnLines() {
    NftShell.load(namespace, RichRuleset.ALL_FAMILIES);

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
    NftShell.load(namespace, RichRuleset.ALL_FAMILIES);

    var texts = read().rules().stream().map(RulesetTest::text).toList();

    assertThat(texts)
        .contains(
            "tcp dport 24 jump {\n\tip saddr 127.0.0.0/8 drop\n\taccept comment \"zz\"\n}",
            "ip saddr 127.0.0.0/8 drop",
            "accept comment \"zz\"");
  }

  @Test
  void commentsComeFromNetlink() {
    NftShell.load(namespace, RichRuleset.ALL_FAMILIES);

    var comments =
        read().rules().stream()
            .flatMap(rule -> rule.comment().stream())
            .collect(Collectors.toSet());

    assertThat(comments).containsExactlyInAnyOrder("x # handle 7 {", "zz", "late");
  }

  @Test
  void tenThousandRulesHaveTheirTexts() {
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
