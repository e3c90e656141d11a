package dev.nfdrop.locator.site;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.arm64.Arm64Decoder;
import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.x86.X86Decoder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
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
    try (var image = module.open()) {
      var code = image.code("nft_do_chain").orElseThrow();
      var answer = Locator.locate(code, decoder(module.architecture()), Layout.UNKNOWN);
      assertThat(lines(answer)).isEqualTo(truth(module.kernel()));
    }
  }

  @Test
  void theTruthCoversTheCorpus() {
    var kernels = modules().map(Corpus.Module::kernel).collect(Collectors.toSet());
    var known =
        truthLines()
            .map(line -> line.split(" ", 2)[0])
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(known).containsAll(kernels);
  }

  private static Decoder decoder(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> new X86Decoder();
      case ARM64 -> new Arm64Decoder();
    };
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

  private static List<String> truth(String kernel) {
    return truthLines()
        .map(line -> line.split(" ", 2))
        .filter(fields -> fields[0].equals(kernel))
        .map(fields -> fields[1])
        .toList();
  }

  private static Stream<String> truthLines() {
    try (var stream = CorpusTest.class.getResourceAsStream("truth.txt")) {
      var text = new String(Objects.requireNonNull(stream, "truth.txt").readAllBytes(), UTF_8);
      return text.lines().filter(line -> !line.isBlank() && !line.startsWith("#"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
