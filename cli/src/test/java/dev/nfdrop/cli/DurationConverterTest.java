package dev.nfdrop.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

final class DurationConverterTest {
  private final DurationConverter converter = new DurationConverter();

  @ParameterizedTest
  @CsvSource({
    "500ms, PT0.5S",
    "20s, PT20S",
    "5m, PT5M",
    "1h, PT1H",
    "7, PT7S",
    "007s, PT7S",
    "999999999h, PT999999999H"
  })
  void readsASpanWithItsUnit(String text, Duration expected) {
    assertThat(converter.convert(text)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0", "0s", "000ms", "0h"})
  void refusesNoTimeAtAll(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'%s' is no time at all", text);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "s",
        "-1s",
        "1.5s",
        "1 s",
        " 1s",
        "1S",
        "1d",
        "1us",
        "1s2",
        "1h30m",
        "1s\n",
        "1000000000",
        "99999999999999999999s",
        "\u0661s"
      })
  void refusesAnythingElseByName(String text) {
    assertThatThrownBy(() -> converter.convert(text))
        .isInstanceOf(TypeConversionException.class)
        .hasMessage("'%s' is not a duration such as 500ms, 20s, 5m or 1h", text);
  }
}
