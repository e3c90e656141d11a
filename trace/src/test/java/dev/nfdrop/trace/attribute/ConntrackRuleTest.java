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
      })
  void aRuleThatDoesNot(String rule) {
    assertThat(ConntrackRule.matchesInvalid(rule)).isFalse();
  }
}
