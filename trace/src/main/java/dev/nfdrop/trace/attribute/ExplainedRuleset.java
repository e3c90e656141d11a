package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.nftables.ruleset.Ruleset;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.attribute.EarlierChains.Meeting;
import dev.nfdrop.trace.element.Decision;
import dev.nfdrop.trace.element.ElementFinder;
import dev.nfdrop.trace.record.RawDrop;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/// What one ruleset tells of packets that have certainly met it.
final class ExplainedRuleset {
  private final Ruleset ruleset;
  private final Paths paths;
  private final EarlierChains earlier;
  private final Supplier<ElementFinder> newFinder;
  private Optional<ElementFinder> finder = Optional.empty();

  /// @param newFinder is asked for when a rule is first looked into for sets
  ExplainedRuleset(Ruleset ruleset, Supplier<ElementFinder> newFinder) {
    this.ruleset = ruleset;
    this.paths = Paths.of(ruleset);
    this.earlier = new EarlierChains(ruleset.tables());
    this.newFinder = newFinder;
  }

  boolean isOf(Ruleset other) {
    return ruleset == other;
  }

  RulePath path(RawDrop drop) {
    var found = paths.of(drop);
    return found.path().steps().isEmpty()
        ? found.path()
        : new PathElements(ruleset, finder()).of(drop, found);
  }

  Optional<String> jumpInFront(RawDrop drop) {
    return paths.jumpInFront(new RuleId(drop.tableHandle(), drop.ruleHandle()));
  }

  List<MatchedElement> elements(RawDrop drop, RuleEntry rule) {
    return finder().find(drop, rule, new Decision.Final(drop.verdict()));
  }

  List<Passed> passed(Meeting meeting) {
    return earlier.before(meeting);
  }

  private ElementFinder finder() {
    if (finder.isEmpty()) {
      finder = Optional.of(newFinder.get());
    }
    return finder.get();
  }
}
