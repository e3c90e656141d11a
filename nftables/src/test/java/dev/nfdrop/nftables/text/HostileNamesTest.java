package dev.nfdrop.nftables.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.build.ChainSpec;
import dev.nfdrop.nftables.build.Expression;
import dev.nfdrop.nftables.build.RuleSpec;
import dev.nfdrop.nftables.build.TableSpec;
import dev.nfdrop.nftables.build.Verdict;
import dev.nfdrop.nftables.ruleset.Reading;
import dev.nfdrop.nftables.ruleset.Ruleset;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Names and comments that only raw netlink can make, against the real nft.
class HostileNamesTest {
  private static final RuleSpec PLAIN = RuleSpec.of(Expression.lengthIs(4242), Verdict.Final.DROP);

  private final NetworkNamespace namespace = NetworkNamespace.create();

  @AfterEach
  void close() {
    namespace.close();
  }

  @Test
  void commentOnOneLineMayLookLikeAnything() {
    var comment = "\" # handle 7 } { \\ \u001b[31m \u00e4";
    var ruleset = load(ChainSpec.regular("c", PLAIN.commented(comment), PLAIN));

    assertThat(text(ruleset, 0)).isEqualTo("meta length 4242 drop comment \"" + comment + "\"");
    assertThat(text(ruleset, 1)).isEqualTo("meta length 4242 drop");
  }

  @Test
  void commentThatFakesTheNextRuleCostsTheChainItsTexts() {
    var comment = "x # handle 2\n\t\tfalse # handle 3\n\t}\n\n\tchain d { # handle 9";
    var ruleset =
        load(
            ChainSpec.regular("c", PLAIN.commented(comment), PLAIN), ChainSpec.regular("d", PLAIN));

    assertThat(text(ruleset, 0)).startsWith("?");
    assertThat(text(ruleset, 1)).startsWith("?");
    assertThat(ruleset.rules())
        .allSatisfy(rule -> assertThat(rule.text().toString()).doesNotContain("false"));
  }

  @Test
  void commentWithALineBreakLeavesOtherChainsTheirTexts() {
    var ruleset =
        load(ChainSpec.regular("c", PLAIN.commented("one\ntwo")), ChainSpec.regular("d", PLAIN));

    assertThat(text(ruleset, 0)).startsWith("?");
    assertThat(text(ruleset, 1)).isEqualTo("meta length 4242 drop");
    assertThat(ruleset.rules().stream().flatMap(r -> r.comment().stream()))
        .containsExactly("one\ntwo");
  }

  @Test
  void chainNameWithALineBreakIsKnownWithoutText() {
    var ruleset =
        load(
            ChainSpec.regular("c", PLAIN),
            ChainSpec.regular("x { # handle 1\n\tchain c", PLAIN),
            ChainSpec.regular("d", PLAIN));

    assertThat(ruleset.rules()).hasSize(3);
    assertThat(text(ruleset, 1)).startsWith("?");
    assertThat(text(ruleset, 2)).isEqualTo("meta length 4242 drop");
  }

  private Ruleset load(ChainSpec... chains) {
    new TableSpec(Family.IP, "t", List.of(), List.of(chains)).load(namespace);
    return switch (Ruleset.read(namespace)) {
      case Reading.Complete(var ruleset) -> ruleset;
      case Reading.Refused refused -> throw new AssertionError(refused);
    };
  }

  /// The text of the rule that was made as number so-and-so, or a question mark and the reason.
  private static String text(Ruleset ruleset, int index) {
    var table = ruleset.tables().getFirst();
    var rules = table.chains().stream().flatMap(chain -> chain.rules().stream()).toList();
    var id = new RuleId(table.table().handle(), rules.get(index).handle());
    return switch (ruleset.rule(id).orElseThrow().text()) {
      case RuleText.Known(var text) -> text;
      case RuleText.Unknown(var reason) -> "?" + reason;
    };
  }
}
