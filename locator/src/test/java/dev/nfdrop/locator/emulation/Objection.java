package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.emulation.Passage.Cause;
import dev.nfdrop.locator.emulation.Passage.Hit;
import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.site.Answer;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// What speaks against an answer about code that nobody wrote: at a site that is reached, a place
/// holds something else, or a rule is blamed that did not drop. Where such code ends, and whether
/// it comes to its sites at all, is its own affair.
public record Objection(RuleSet set, Hit hit, String what) {

  /// Looks for one.
  ///
  /// @param replaced the code that the answer is about, by its address in the image
  public static Optional<Objection> to(
      Answer.Located located, KernelImage image, Map<Long, byte[]> replaced) {
    try (var machine = new RuleMachine(image, located.sites(), replaced)) {
      var variant = Variant.all().getFirst();
      for (var set : RuleSets.all()) {
        var ground = machine.prepare(set, variant);
        var passage = machine.pass(ground);
        for (var hit : passage.hits()) {
          var what = what(ground, hit);
          if (what.isPresent()) {
            return Optional.of(new Objection(set, hit, what.get()));
          }
        }
        if (passage.end() == Passage.End.ENDLESS) {
          break; // It would be with the other rules as well, and each time takes long.
        }
      }
      return Optional.empty();
    }
  }

  private static Optional<String> what(Ground ground, Hit hit) {
    var held = hit.held();
    if (!all(held.packet(), ground.packet())) {
      return Optional.of("packet");
    }
    if (!all(held.baseChain(), ground.baseChain())) {
      return Optional.of("base chain");
    }
    var last = ground.expressions().get(hit.expression());
    if (last == null || hit.cause().filter(Cause.RULE::equals).isEmpty()) {
      return Optional.empty();
    }
    if ((last.expression().code() & Passage.LOW_BYTE) != RuleSet.DROP) {
      return Optional.of("cause");
    }
    return all(held.rule(), last.rule()) ? Optional.empty() : Optional.of("rule");
  }

  private static boolean all(List<Long> held, long expected) {
    return held.stream().allMatch(address -> address == expected);
  }
}
