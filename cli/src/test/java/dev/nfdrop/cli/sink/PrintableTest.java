package dev.nfdrop.cli.sink;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class PrintableTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "tcp dport 10000 drop", "a\\b \"c\"", "Grüße", "東京", "🚫", "e\u0301"})
  void leavesReadableTextAlone(String text) {
    assertThat(Printable.of(text)).isEqualTo(text);
  }

  @Test
  void escapesEveryControlCharacter() {
    for (int c = 0; c < 0x20; c++) {
      assertEscaped(c, "\\x%02x".formatted(c));
    }
    for (int c = 0x7f; c < 0xa0; c++) {
      assertEscaped(c, "\\x%02x".formatted(c));
    }
  }

  @Test
  void escapesWhatTurnsOrHidesText() {
    int[] codePoints = {
      0x061c, 0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d, 0x202e,
      0x2066, 0x2067, 0x2068, 0x2069, 0xfeff, 0xe000, 0xe0041
    };
    for (int codePoint : codePoints) {
      assertEscaped(codePoint, "\\x{%x}".formatted(codePoint));
    }
  }

  @Test
  void escapesHalvesOfCharacters() {
    assertThat(Printable.of("a\ud800b\udc00")).isEqualTo("a\\x{d800}b\\x{dc00}");
  }

  private static void assertEscaped(int codePoint, String expected) {
    var text = "a" + Character.toString(codePoint) + "b";
    assertThat(Printable.of(text)).isEqualTo("a" + expected + "b");
  }
}
