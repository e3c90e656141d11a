package dev.nfdrop.trace.netns;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class SystemdNameTest {
  // spotless:off
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      nginx.service | nginx.service
      a\\x2db\\x5c | a-b\\
      \\xe2\\x82\\xac | €
      a\\x00b | a\\x00b
      \\x2d\\x00\\x2d | -\\x00-
      a\\x2 | a\\x2
      a\\xZZ | a\\xZZ
      a\\ | a\\
      \\xff | �
      """)
  // spotless:on
  void unescapesBytes(String escaped, String name) {
    assertThat(SystemdName.unescape(escaped)).isEqualTo(name);
  }
}
