package dev.nfdrop.trace.element;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.expression.Step;
import dev.nfdrop.nftables.netlink.SetQueries;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.nftables.set.SetDeclaration;
import dev.nfdrop.nftables.set.SetElement;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.record.RawDrop;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Finds the elements of sets and maps that a rule's packets matched. For rules of one ruleset that
/// does not change; elements may, so each is asked for when it is needed, and said as it is then.
public final class ElementFinder {
  private final SetQueries queries;
  private final Map<RuleId, List<Step>> rules = new HashMap<>();
  private final Map<SetId, Optional<SetDeclaration>> sets = new HashMap<>();

  private record SetId(long table, String name) {}

  /// @param queries to the namespace of the rules; owned by the caller
  public ElementFinder(SetQueries queries) {
    this.queries = queries;
  }

  /// The elements that a packet matched in a rule, in the order of the look-ups; none where that
  /// cannot be told.
  ///
  /// @param rule that the packet met, and since which it has not been changed
  /// @param decision what that rule did with it
  public List<MatchedElement> find(RawDrop drop, RuleEntry rule, Decision decision) {
    try {
      var steps = rules.computeIfAbsent(rule.id(), _ -> steps(rule));
      return steps.isEmpty() ? List.of() : follow(drop, rule, decision, steps);
    } catch (KernelException e) {
      return List.of(); // the namespace is going away
    }
  }

  /// None if there is nothing to look up, or the rule has changed the packet that was recorded.
  private List<Step> steps(RuleEntry rule) {
    return queries
        .steps(rule.family(), rule.table(), rule.chain(), rule.handle())
        .filter(steps -> steps.stream().anyMatch(Step.LookUp.class::isInstance))
        .filter(steps -> steps.stream().noneMatch(Step.Change.class::isInstance))
        .orElse(List.of());
  }

  private List<MatchedElement> follow(
      RawDrop drop, RuleEntry rule, Decision decision, List<Step> steps) {
    var registers = new Registers(PacketFacts.of(drop, rule.family()));
    var found = new ArrayList<MatchedElement>();
    for (var step : steps) {
      if (step instanceof Step.LookUp lookUp && !lookUp.inverted()) {
        matched(rule, decision, lookUp, registers).ifPresent(found::add);
      }
      registers.take(step);
    }
    return found;
  }

  private Optional<MatchedElement> matched(
      RuleEntry rule, Decision decision, Step.LookUp lookUp, Registers registers) {
    var set =
        sets.computeIfAbsent(
            new SetId(rule.id().table(), lookUp.set()),
            _ -> queries.set(rule.family(), rule.table(), lookUp.set()));
    return set.flatMap(known ->
        registers
            .value(lookUp.source(), known.keyBytes())
            .flatMap(key -> {
              var element = queries.element(rule.family(), rule.table(), known, key);
              return lookUp.verdict() && !says(element, decision)
                  ? Optional.empty()
                  : Optional.of(matched(known, key, element));
            }));
  }

  /// In a map of verdicts the element has to say what was done: else another was put in its place,
  /// or the key is not the one that the kernel had.
  private static boolean says(Optional<SetElement> element, Decision decision) {
    return element.flatMap(SetElement::verdict).filter(decision::is).isPresent();
  }

  private static MatchedElement matched(
      SetDeclaration set, ByteBuffer key, Optional<SetElement> element) {
    return new MatchedElement(
        set.anonymous() ? Optional.empty() : Optional.of(set.name()),
        KeyText.of(set, key),
        element.map(found -> KeyText.of(set, found.keys())),
        element.flatMap(SetElement::comment));
  }
}
