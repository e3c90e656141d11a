package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A proof by hand stands on instructions that are really there, and says what the locator says.
class HandReadingTest {
  static Stream<HandReading> readings() {
    return HandReading.all().stream();
  }

  @ParameterizedTest
  @MethodSource("readings")
  void quotesTheInstructionsOfItsKernels(HandReading reading) {
    assertThat(reading.steps()).isNotEmpty();
    assertThat(reading.kernels())
        .allSatisfy(kernel -> {
          var disassembly = Disassembly.of(LocatedCorpus.of(module(kernel)).code());
          assertThat(reading.steps())
              .allSatisfy(step ->
                  assertThat(disassembly.at(step.offset()))
                      .as("+0x%x", step.offset())
                      .contains(step.instruction()));
        });
  }

  @ParameterizedTest
  @MethodSource("readings")
  void agreesWithTheLocator(HandReading reading) {
    assertThat(reading.kernels())
        .allSatisfy(kernel ->
            assertThat(LocatedCorpus.of(module(kernel)).located().sites())
                .filteredOn(site -> site.offset() == reading.offset())
                .singleElement()
                .satisfies(site -> assertThat(claims(site)).contains(reading.claim())));
  }

  /// The fields of a site's line, one for each place.
  private static Stream<String> claims(Site site) {
    return Stream.of(CorpusTest.line(site).split(" ", -1))
        .flatMap(field -> {
          int places = field.indexOf('=') + 1;
          return Stream.of(field.substring(places).split(",", -1))
              .map(place -> field.substring(0, places) + place);
        });
  }

  private static Corpus.Module module(String kernel) {
    return Corpus.modules().stream()
        .filter(module -> module.kernel().equals(kernel))
        .findFirst()
        .orElseThrow();
  }
}
