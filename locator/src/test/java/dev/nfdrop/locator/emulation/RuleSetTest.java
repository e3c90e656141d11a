package dev.nfdrop.locator.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Locator;
import dev.nfdrop.locator.site.Site;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs `nft_do_chain()` of every module of the corpus over made-up rules, and compares what the
/// places that the locator names hold at its sites with what is really there.
final class RuleSetTest {
  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void theNamedPlacesHoldWhatTheyAreSaidTo(Corpus.Module module) {
    try (var image = module.open()) {
      var code = image.code(RuleMachine.FUNCTION).orElseThrow();
      var located = (Answer.Located) Locator.locate(code, Layout.UNKNOWN);
      assertThat(reached(image, located))
          .as("sites reached")
          .containsExactlyInAnyOrderElementsOf(located.sites());
    }
  }

  /// The sites that were reached by some rule set.
  private static Set<Site> reached(KernelImage image, Answer.Located located) {
    var reached = new HashSet<Site>();
    boolean depthSite =
        located.sites().stream().anyMatch(site -> site.kind() == Site.Kind.JUMP_DEPTH);
    try (var machine = new RuleMachine(image, located.sites(), Map.of())) {
      for (var variant : Variant.all()) {
        for (var set : RuleSets.all()) {
          var ground = machine.prepare(set, variant);
          var passage = machine.pass(ground);
          SoftAssertions.assertSoftly(check ->
              new PassageCheck(variant, located.shape(), depthSite, set, ground, passage)
                  .all(check));
          passage.hits().forEach(hit -> reached.add(hit.site()));
        }
      }
    }
    return reached;
  }
}
