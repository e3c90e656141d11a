package dev.nfdrop.locator.emulation;

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

  private static final int LOW_BYTE = 0xff;

  /// Who dropped a packet.
  private enum Cause {
    RULE,
    POLICY,
    JUMP_DEPTH
  }

  void all(SoftAssertions check) {
    check.assertThat(passage.trouble()).as(about("trouble")).isEmpty();
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
    return freed().isEmpty() ? passage.result() : passage.result() & LOW_BYTE;
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
    check.assertThat(cause(hit)).as(about("cause")).isEqualTo(expectedCause());
    decider()
        .ifPresent(rule -> {
          check.assertThat(held.rule()).as(about("rule")).isNotEmpty().containsOnly(rule);
          check.assertThat(held.verdict()).as(about("verdict")).containsOnly(set.outcome().code());
        });
  }

  /// The address of the rule that decides, if one does.
  private Optional<Long> decider() {
    return switch (set.outcome()) {
      case RuleDrop(var chain, var rule, _) -> Optional.of(ground.rules().get(chain).get(rule));
      case RuleVerdict(var chain, var rule, _) -> Optional.of(ground.rules().get(chain).get(rule));
      case Policy _, TooDeep _ -> Optional.empty();
    };
  }

  /// Who dropped the packet, told by nothing but the site and the verdict there.
  private static Optional<Cause> cause(Hit hit) {
    int verdict = hit.held().verdict().getFirst();
    int code = hit.held().code().getFirst();
    boolean drops = (verdict & LOW_BYTE) == RuleSet.DROP;
    return switch (hit.site().kind()) {
      case POLICY_DROP -> Optional.of(Cause.POLICY);
      case JUMP_DEPTH -> Optional.of(Cause.JUMP_DEPTH);
      case RULE_DROP -> Optional.of(!hit.site().shared() || drops ? Cause.RULE : Cause.POLICY);
      case VERDICT_TEST -> drops ? Optional.of(dropped(verdict, code)) : Optional.empty();
    };
  }

  private static Cause dropped(int verdict, int code) {
    if (verdict == code) {
      return Cause.RULE;
    }
    return code == RuleSet.JUMP ? Cause.JUMP_DEPTH : Cause.POLICY;
  }
}
