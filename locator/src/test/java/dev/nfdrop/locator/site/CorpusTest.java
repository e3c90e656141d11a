package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every module of the corpus against `truth.txt`, which says where its lines come from.
class CorpusTest {
  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void agreesWithTheTruth(Corpus.Module module) {
    assertThat(lines(LocatedCorpus.of(module).answer()))
        .isEqualTo(TruthFile.ANSWERS.of(module.kernel()));
  }

  @Test
  void theTruthCoversTheCorpus() {
    var kernels = modules().map(Corpus.Module::kernel).collect(Collectors.toSet());
    assertThat(kernels).noneMatch(kernel -> TruthFile.ANSWERS.of(kernel).isEmpty());
  }

  private static List<String> lines(Answer answer) {
    return switch (answer) {
      case Answer.Refused(var reason) -> List.of("refused: " + reason);
      case Answer.Located located -> located.sites().stream().map(CorpusTest::line).toList();
    };
  }

  static String line(Site site) {
    var values = site.values();
    return "+0x%x %s%s rule=%s packet=%s buffer=%s basechain=%s verdict=%s code=%s"
        .formatted(
            site.offset(),
            site.kind(),
            site.shared() ? " shared" : "",
            text(values.rule()),
            text(values.packet()),
            text(values.buffer()),
            text(values.baseChain()),
            text(values.verdict()),
            text(values.code()));
  }

  private static String text(List<Location> locations) {
    return locations.isEmpty()
        ? "-"
        : locations.stream().map(Location::toString).collect(Collectors.joining(","));
  }
}
