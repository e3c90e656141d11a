package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.ruleset.Ruleset;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.RulePath.Step;
import dev.nfdrop.trace.element.ElementFinder;
import dev.nfdrop.trace.record.RawDrop;
import java.util.ArrayList;
import java.util.List;

/// Which elements of sets and maps packets matched on their way to the rule that dropped them.
///
/// @param ruleset that the packets met
record PathElements(Ruleset ruleset, ElementFinder finder) {

  /// The way of a packet, with the elements that are certain.
  RulePath of(RawDrop drop, FoundPath found) {
    var steps = new ArrayList<Step>();
    for (int at = 0; at < found.path().steps().size(); at++) {
      var step = found.path().steps().get(at);
      steps.add(at < found.unchangedFrom() ? step : step.with(elements(drop, found, at)));
    }
    return new RulePath(steps, found.path().complete());
  }

  private List<MatchedElement> elements(RawDrop drop, FoundPath found, int at) {
    return ruleset
        .rule(new RuleId(drop.tableHandle(), found.path().steps().get(at).handle()))
        .map(rule -> finder.find(drop, rule, found.decision(at)))
        .orElse(List.of());
  }
}
