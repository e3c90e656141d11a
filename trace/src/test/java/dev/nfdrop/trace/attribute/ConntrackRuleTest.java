package dev.nfdrop.trace.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ConntrackRuleTest {
  @ParameterizedTest
  @ValueSource(
      strings = {
        "ct state invalid drop",
        "tcp dport 80 ct state invalid,untracked counter drop",
        "ct state vmap { invalid : drop, established : accept, related : accept }",
        "-A ufw-before-input -m conntrack --ctstate INVALID -j DROP",
        "-A INPUT -m comment --comment \"a\\\\\" -m state --state NEW,INVALID -j DROP",
      })
  void aRuleThatAsksForInvalidPackets(String rule) {
    assertThat(ConntrackRule.matchesInvalid(rule)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ct state new drop",
        "tcp dport 80 drop comment \"ct state invalid\"",
        "ct state new drop comment \"invalid\"",
        "-A INPUT -m conntrack ! --ctstate INVALID -j DROP",
        "-A INPUT -m conntrack --ctstate NEW -m comment --comment \"a\\\" --ctstate INVALID\" -j DROP",
      })
  void aRuleThatDoesNot(String rule) {
    assertThat(ConntrackRule.matchesInvalid(rule)).isFalse();
  }
}
