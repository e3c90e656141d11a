package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.damage.Aim;
import dev.nfdrop.locator.damage.Cases;
import dev.nfdrop.locator.damage.Cases.Outcome;
import dev.nfdrop.locator.damage.Damage;
import dev.nfdrop.locator.emulation.Objection;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/// Text of live kernels and of modules with some bytes changed, exchanged or missing.
final class DamagedTextTest {
  private static final String FUNCTION = "nft_do_chain";

  /// The rest of the cases are whole images.
  private static final int PERCENT = 20;

  /// Text that is whole.
  ///
  /// @param module it is from; empty for that of a live kernel
  private record Whole(Code code, Optional<Corpus.Module> module) {
    static Whole of(Corpus.Module module) {
      try (var image = module.open()) {
        return new Whole(image.code(FUNCTION).orElseThrow(), Optional.of(module));
      }
    }
  }

  @Test
  void comesToAnAnswerThatIsRight() {
    var live = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    var modules = Corpus.modules().stream().map(Whole::of);
    var all = Stream.concat(Stream.of(new Whole(live, Optional.empty())), modules).toList();
    var outcomes =
        Cases.run(
            "text",
            PERCENT,
            random -> {
              var whole = all.get(random.nextInt(all.size()));
              var bytes = RecordedText.bytes(whole.code().main());
              return outcome(whole, Damage.to(bytes, List.of(Aim.all(bytes)), random));
            });
    assertThat(outcomes).containsKeys(Outcome.LOCATED, Outcome.REFUSED);
  }

  private static Outcome outcome(Whole whole, byte[] damaged) {
    var code = RecordedText.withText(whole.code(), damaged);
    return switch (Locator.locate(code, Layout.UNKNOWN)) {
      case Answer.Located located -> {
        assertThat(located.sites()).isNotEmpty();
        whole.module().ifPresent(module -> judge(located, module, code, damaged));
        yield Outcome.LOCATED;
      }
      case Answer.Refused(var reason) -> {
        assertThat(reason).isNotBlank();
        yield Outcome.REFUSED;
      }
    };
  }

  /// Runs the damaged code over rules.
  private static void judge(
      Answer.Located located, Corpus.Module module, Code code, byte[] damaged) {
    try (var image = module.open()) {
      var replaced = Map.of(code.main().address(), damaged);
      assertThat(Objection.to(located, image, replaced)).as("%s", module).isEmpty();
    }
  }
}
