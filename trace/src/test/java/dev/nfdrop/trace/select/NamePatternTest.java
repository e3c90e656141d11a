package dev.nfdrop.trace.select;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class NamePatternTest {

  @ParameterizedTest
  @CsvSource({
    "veth0,  veth0,  true",
    "veth0,  veth01, false",
    "veth*,  veth0,  true",
    "veth*,  veth,   true",
    "veth*,  lo,     false",
    "*,      lo,     true",
    "v*th,   veth,   false",
  })
  void aStarAtTheEndStandsForAnyEnding(String pattern, String name, boolean matches) {
    assertThat(NamePattern.of(pattern).matches(name)).isEqualTo(matches);
  }
}
