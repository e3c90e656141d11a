package dev.nfdrop.locator.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Locator;
import dev.nfdrop.locator.site.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
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

  /// Were a place wrong, some rule set would show it: of all registers only those that the locator
  /// names hold the rule whenever a rule decides.
  @ParameterizedTest
  @MethodSource("modules")
  void noOtherRegisterAlwaysHoldsTheRule(Corpus.Module module) {
    try (var image = module.open()) {
      var code = image.code(RuleMachine.FUNCTION).orElseThrow();
      var located = (Answer.Located) Locator.locate(code, Layout.UNKNOWN);
      for (var site : located.sites()) {
        if (!site.values().rule().isEmpty()) {
          var registers = registers(module.architecture());
          var right = holdingTheRule(image, withRule(site, registers));
          assertThat(right).as("at +0x%x", site.offset()).isEqualTo(site.values().rule());
        }
      }
    }
  }

  private static List<Location> registers(Architecture architecture) {
    var registers =
        switch (architecture) {
          case X86_64 -> X86Register.values();
          case ARM64 -> Arm64Register.values();
        };
    return Arrays.stream(registers).<Location>map(Location.InRegister::new).toList();
  }

  private static Site withRule(Site site, List<Location> places) {
    var values = site.values();
    return new Site(
        site.address(),
        site.offset(),
        site.kind(),
        site.shared(),
        site.obstacle(),
        new Site.Values(
            places,
            values.packet(),
            values.buffer(),
            values.baseChain(),
            values.verdict(),
            values.code(),
            values.jumps()),
        site.call(),
        site.evidence());
  }

  private static List<Location> holdingTheRule(KernelImage image, Site site) {
    var right = new ArrayList<>(site.values().rule());
    try (var machine = new RuleMachine(image, List.of(site), Map.of())) {
      for (var set : RuleSets.all()) {
        var ground = machine.prepare(set, Variant.all().getFirst());
        var passage = machine.pass(ground);
        ground
            .decider(set)
            .ifPresent(rule ->
                passage
                    .hits()
                    .forEach(hit -> {
                      for (int i = 0; i < hit.held().rule().size(); i++) {
                        if (hit.held().rule().get(i) != (long) rule) {
                          right.remove(site.values().rule().get(i));
                        }
                      }
                    }));
      }
    }
    return right;
  }
}
