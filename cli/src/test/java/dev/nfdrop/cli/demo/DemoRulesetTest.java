package dev.nfdrop.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class DemoRulesetTest {
  @Test
  void theHandleIsTheOneBesideTheRule() {
    var listing =
        """
        table inet demo { # handle 2
        \tchain input { # handle 1
        \t\ttype filter hook input priority filter; policy drop;
        \t\tct state invalid drop # handle 6
        \t\ttcp dport 10000 drop # handle 7919
        \t\tiifname "lo" accept # handle 8
        \t}
        }
        """;
    assertThat(new DemoRuleset(listing).dropHandle()).isEqualTo(7919);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "tcp dport 10000 drop",
        "tcp dport 10000 accept # handle 7",
        "tcp dport 100000 drop # handle 7",
        "ip saddr 192.0.2.2 tcp dport 10000 drop # handle 7",
        "tcp dport 10000 drop # handle 7 # handle 8"
      })
  void aListingWithoutTheRuleIsAFailureThatShowsIt(String listing) {
    assertThatThrownBy(() -> new DemoRuleset(listing).dropHandle())
        .isInstanceOf(DemoFailure.class)
        .hasMessage("nft does not list the rule 'tcp dport 10000 drop':\n" + listing);
  }

  @Test
  void nftListsTheRuleThatWasLoaded() {
    try (var host = NetworkNamespace.create()) {
      var ruleset = DemoRuleset.load(host);
      assertThat(ruleset.listing())
          .contains("tcp dport 10000 drop # handle " + ruleset.dropHandle() + "\n");
    }
  }
}
