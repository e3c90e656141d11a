package dev.nfdrop.ebpf.sys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LockdownTest {
  @ParameterizedTest
  @CsvSource({
    "[none] integrity confidentiality, NONE",
    "none [integrity] confidentiality, INTEGRITY",
    "none integrity [confidentiality], CONFIDENTIALITY"
  })
  void isTheLevelInBrackets(String text, Lockdown level) {
    assertThat(Lockdown.of(text + "\n")).isEqualTo(level);
  }
}
