package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.emulation.Passage.Cause;
import dev.nfdrop.locator.emulation.Passage.Hit;
import dev.nfdrop.locator.emulation.RuleSet.Policy;
import dev.nfdrop.locator.emulation.RuleSet.RuleVerdict;
import dev.nfdrop.locator.site.Analysis;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Locator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Runs `nft_do_chain()` of every module of the corpus over made-up rules, and looks at the packets
/// that live on where the locator says that they all pass.
final class SurvivalTest {
  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void everyPacketThatLivesPassesWithItsRule(Corpus.Module module) {
    try (var image = module.open()) {
      var code = image.code(RuleMachine.FUNCTION).orElseThrow();
      var decoder = Locator.decoder(code.architecture());
      var site = Analysis.of(code, decoder, Layout.UNKNOWN).survival().orElseThrow();
      try (var machine = new RuleMachine(image, List.of(site), Map.of())) {
        for (var variant : Variant.all()) {
          for (var set : RuleSets.all()) {
            var ground = machine.prepare(set, variant);
            var passage = machine.pass(ground);
            SoftAssertions.assertSoftly(
                check -> check(check, set + " (" + variant + ")", set, ground, passage));
          }
        }
      }
    }
  }

  private static void check(
      SoftAssertions check, String about, RuleSet set, Ground ground, Passage passage) {
    var told = passage.hits().stream().flatMap(hit -> cause(hit).stream()).toList();
    check.assertThat(told).as(about).isEqualTo(expected(set).stream().toList());
    for (var hit : passage.hits()) {
      var cause = cause(hit);
      if (cause.isPresent()) {
        var held = hit.held();
        check.assertThat(held.packet()).as(about).containsOnly(ground.packet());
        check.assertThat(held.baseChain()).as(about).containsOnly(ground.baseChain());
        check.assertThat(held.buffer()).as(about).allMatch(at -> at == ground.buffer());
        check.assertThat(held.verdict()).as(about).containsOnly(passage.result());
        ground.decider(set).ifPresent(rule -> rule(check, about, set, ground, hit, rule));
      }
    }
  }

  private static void rule(
      SoftAssertions check, String about, RuleSet set, Ground ground, Hit hit, long rule) {
    check.assertThat(hit.held().rule()).as(about).isNotEmpty().containsOnly(rule);
    var jumps = hit.held().jumps();
    check.assertThat(jumps).as(about).isPresent();
    jumps.ifPresent(
        held -> check.assertThat(held.depths()).as(about).containsOnly(ground.jumps(set).size()));
  }

  /// Who lets the packet live.
  private static Optional<Cause> expected(RuleSet set) {
    return switch (set.outcome()) {
      case RuleVerdict _ -> Optional.of(Cause.RULE);
      case Policy _ when !set.policyDrops() -> Optional.of(Cause.POLICY);
      default -> Optional.empty();
    };
  }

  /// The same, told by nothing but the verdict and the code in memory.
  private static Optional<Cause> cause(Hit hit) {
    int verdict = hit.held().verdict().getFirst();
    int code = hit.held().code().getFirst();
    int low = verdict & Passage.LOW_BYTE;
    if (verdict == code && low >= RuleSet.ACCEPT && low <= RuleSet.QUEUE) {
      return Optional.of(Cause.RULE);
    }
    boolean rulesEnded = code == RuleSet.CONTINUE || code == RuleSet.RETURN;
    return verdict == RuleSet.ACCEPT && rulesEnded ? Optional.of(Cause.POLICY) : Optional.empty();
  }
}
