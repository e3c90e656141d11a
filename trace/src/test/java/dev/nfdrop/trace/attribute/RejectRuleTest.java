package dev.nfdrop.trace.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.RuleText;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RejectRuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "reject",
        "tcp dport 80 reject",
        "tcp dport 80 counter reject with tcp reset",
        "ip daddr 10.0.0.1 reject with icmp port-unreachable",
        "reject with icmp type host-prohibited",
        "reject with icmpv6 no-route",
        "log prefix \"no \" reject with icmpx admin-prohibited",
        "meta l4proto tcp counter xt target \"REJECT\"",
        "meta l4proto tcp counter packets 0 bytes 0 xt target REJECT",
        "-A INPUT -p udp -m comment --comment \"to \\\"us\\\"\" -j REJECT --reject-with tcp-reset",
        "-A INPUT -j REJECT"
      })
  void aRuleThatRejects(String text) {
    assertThat(RejectRule.is(new RuleText.Known(text), Optional.empty())).isTrue();
    var commented = new RuleText.Known(text + " comment \"drop it\"");
    assertThat(RejectRule.is(commented, Optional.of("drop it"))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "drop",
        "iifname \"reject\" drop",
        "iifname \"reject\"",
        "log prefix \" reject\"",
        "jump reject",
        "goto reject",
        "tcp dport vmap { 80 : drop } reject",
        "drop comment \"reject\"",
        "-A INPUT -m comment --comment \"no -j REJECT\" -j DROP",
        "-A INPUT -m comment --comment \"no -j REJECT\"",
        "-A REJECT -j DROP",
        "-A INPUT -g REJECT",
        "counter xt target REJECTED",
        "counter xt target \"REJECT",
        "log prefix \"xt target REJECT\"",
        "jump {\n  reject\n}"
      })
  void aRuleThatDropsOrOfWhichItIsNotCertain(String text) {
    assertThat(RejectRule.is(new RuleText.Known(text), Optional.empty())).isFalse();
  }

  @Test
  void aCommentThatLooksLikeARule() {
    var text = new RuleText.Known("drop comment \"a\" reject\"");
    assertThat(RejectRule.is(text, Optional.of("a\" reject"))).isFalse();
  }

  @Test
  void noText() {
    assertThat(RejectRule.is(new RuleText.Unknown("deleted"), Optional.empty())).isFalse();
  }
}
