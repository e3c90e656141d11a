package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.emulation.Ground.Jump;
import dev.nfdrop.locator.emulation.Passage.Cause;
import dev.nfdrop.locator.emulation.Passage.Hit;
import dev.nfdrop.locator.emulation.RuleSet.Policy;
import dev.nfdrop.locator.emulation.RuleSet.RuleDrop;
import dev.nfdrop.locator.emulation.RuleSet.RuleVerdict;
import dev.nfdrop.locator.emulation.RuleSet.TooDeep;
import dev.nfdrop.locator.site.Answer.Shape;
import java.util.List;
import java.util.Optional;
import org.assertj.core.api.SoftAssertions;

/// Compares what was seen at the sites with what is really there.
///
/// @param shape what the kernel is said to do with a drop
/// @param depthSite whether the kernel is said to free packets that jumped too deep
/// @param ground where everything lies
record PassageCheck(
    Variant variant, Shape shape, boolean depthSite, RuleSet set, Ground ground, Passage passage) {

  /// `NF_STOLEN`, in the low byte that is returned for a packet that has been freed.
  private static final int STOLEN = 2;

  void all(SoftAssertions check) {
    check.assertThat(passage.end()).as(about("end")).isEqualTo(Passage.End.RETURNED);
    check.assertThat(passage.freed()).as(about("freed")).isEqualTo(freed());
    check.assertThat(result()).as(about("verdict returned")).isEqualTo(expectedResult());
    int hits = shape == Shape.VERDICT_TEST ? 1 : passage.freed().size();
    check.assertThat(passage.hits()).as(about("sites reached")).hasSize(hits);
    passage.hits().forEach(hit -> hit(check, hit));
  }

  private String about(String what) {
    return "%s (%s): %s".formatted(set, variant, what);
  }

  private Optional<Cause> expectedCause() {
    return switch (set.outcome()) {
      case RuleDrop _ -> Optional.of(Cause.RULE);
      case RuleVerdict _ -> Optional.empty();
      case Policy _ -> set.policyDrops() ? Optional.of(Cause.POLICY) : Optional.empty();
      case TooDeep _ -> Optional.of(Cause.JUMP_DEPTH);
    };
  }

  private List<Long> freed() {
    boolean frees =
        shape == Shape.DROP_INSIDE
            && expectedCause().filter(cause -> cause != Cause.JUMP_DEPTH || depthSite).isPresent();
    return frees ? List.of(ground.buffer()) : List.of();
  }

  private int expectedResult() {
    if (!freed().isEmpty()) {
      return STOLEN;
    }
    return switch (set.outcome()) {
      case RuleDrop(_, _, var code) -> code;
      case RuleVerdict(_, _, var code) -> code;
      case Policy _ -> set.policyDrops() ? RuleSet.DROP : RuleSet.ACCEPT;
      case TooDeep _ -> RuleSet.DROP;
    };
  }

  private int result() {
    return freed().isEmpty() ? passage.result() : passage.result() & Passage.LOW_BYTE;
  }

  private void hit(SoftAssertions check, Hit hit) {
    var held = hit.held();
    check.assertThat(held.packet()).as(about("packet")).isNotEmpty().containsOnly(ground.packet());
    check
        .assertThat(held.baseChain())
        .as(about("base chain"))
        .isNotEmpty()
        .containsOnly(ground.baseChain());
    check.assertThat(held.verdict()).as(about("verdict")).isNotEmpty();
    check.assertThat(held.code()).as(about("code in memory")).isNotEmpty();
    check.assertThat(held.code()).as(about("code in memory")).containsOnly(set.outcome().code());
    check
        .assertThat(held.buffer())
        .as(about("buffer"))
        .allMatch(buffer -> buffer == ground.buffer());
    check.assertThat(hit.cause()).as(about("cause")).isEqualTo(expectedCause());
    ground
        .decider(set)
        .ifPresent(rule -> {
          check.assertThat(held.rule()).as(about("rule")).isNotEmpty().containsOnly(rule);
          check.assertThat(held.verdict()).as(about("verdict")).containsOnly(set.outcome().code());
        });
    if (set.outcome() instanceof RuleDrop) {
      jumps(check, hit);
    }
  }

  private void jumps(SoftAssertions check, Hit hit) {
    var expected = ground.jumps(set);
    check.assertThat(hit.held().jumps()).as(about("jump stack")).isPresent();
    hit.held()
        .jumps()
        .ifPresent(held -> {
          check.assertThat(held.depths()).as(about("depth")).containsOnly(expected.size());
          boolean chains = hit.site().values().jumps().orElseThrow().chainOffset().isPresent();
          check
              .assertThat(held.entries())
              .as(about("jumps"))
              .isEqualTo(chains ? expected : withoutChains(expected));
        });
  }

  private static List<Jump> withoutChains(List<Jump> jumps) {
    return jumps.stream().map(jump -> new Jump(0, jump.behind())).toList();
  }
}
