package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.damage.Aim;
import dev.nfdrop.locator.damage.Cases;
import dev.nfdrop.locator.damage.Cases.Outcome;
import dev.nfdrop.locator.damage.Damage;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Text of live kernels and of modules with some bytes changed, exchanged or missing.
final class DamagedTextTest {
  private static final String FUNCTION = "nft_do_chain";

  /// The rest of the cases are whole images.
  private static final int PERCENT = 20;

  @Test
  void comesToAnAnswer() {
    var live = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    var whole =
        Stream.concat(Stream.of(live), Corpus.modules().stream().map(DamagedTextTest::code))
            .toList();
    Map<Outcome, Integer> outcomes =
        Cases.run(
            "text",
            PERCENT,
            random -> {
              var code = whole.get(random.nextInt(whole.size()));
              var bytes = RecordedText.bytes(code.main());
              var damaged = Damage.to(bytes, List.of(Aim.all(bytes)), random);
              return outcome(RecordedText.withText(code, damaged));
            });
    assertThat(outcomes).containsKeys(Outcome.LOCATED, Outcome.REFUSED);
  }

  private static Code code(Corpus.Module module) {
    try (var image = module.open()) {
      return image.code(FUNCTION).orElseThrow();
    }
  }

  private static Outcome outcome(Code damaged) {
    return switch (Locator.locate(damaged, Layout.UNKNOWN)) {
      case Answer.Located located -> {
        assertThat(located.sites()).isNotEmpty();
        yield Outcome.LOCATED;
      }
      case Answer.Refused(var reason) -> {
        assertThat(reason).isNotBlank();
        yield Outcome.REFUSED;
      }
    };
  }
}
