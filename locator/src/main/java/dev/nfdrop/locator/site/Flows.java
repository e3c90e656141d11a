package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Solution;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/// What the function does after every verdict that an expression can leave.
///
/// @param byVerdict one flow a verdict
/// @param dropWithError after a drop verdict that carries [#ERROR_CODE]
/// @param withoutRules from the function's entry, for a chain without rules
/// @param whole the function's own. The others end where the next chain or rule begins; this one
///   knows what is behind a packet that has passed several.
/// @param jumpStack in the function's frame
record Flows(
    Map<Verdict, Solution> byVerdict,
    Solution dropWithError,
    Solution withoutRules,
    Solution whole,
    Optional<JumpStackSearch.Found> jumpStack) {

  /// A drop with an error number in its upper half, as `NF_DROP_ERR()` makes it; a number that the
  /// code has no other reason to hold.
  static final int ERROR_CODE = 0x5a3c_0000;

  /// Empty if one of the flows comes to no end.
  static Optional<Flows> of(Scenario scenario) {
    var jumpStack = new JumpStackSearch(scenario).find();
    jumpStack.ifPresent(found -> scenario.nameDepth(found.depth()));
    var byVerdict = new EnumMap<Verdict, Solution>(Verdict.class);
    for (var verdict : Verdict.values()) {
      scenario.after(verdict.code()).ifPresent(flow -> byVerdict.put(verdict, flow));
    }
    var withError = scenario.after(ERROR_CODE);
    var withoutRules = scenario.withoutRules();
    return byVerdict.size() < Verdict.values().length
            || withError.isEmpty()
            || withoutRules.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new Flows(byVerdict, withError.get(), withoutRules.get(), scenario.whole(), jumpStack));
  }

  Solution after(Verdict verdict) {
    return Objects.requireNonNull(byVerdict.get(verdict));
  }

  /// A rule's drop.
  List<Solution> rule() {
    return List.of(after(Verdict.DROP), dropWithError);
  }

  /// Every way to the policy.
  List<Solution> policy() {
    return List.of(
        withoutRules, after(Verdict.CONTINUE), after(Verdict.BREAK), after(Verdict.RETURN));
  }

  /// A jump or goto, up to the chain it goes to.
  List<Solution> depth() {
    return List.of(after(Verdict.JUMP), after(Verdict.GOTO));
  }

  /// Verdicts that let the packet live.
  List<Solution> others() {
    return Stream.of(Verdict.ACCEPT, Verdict.STOLEN, Verdict.QUEUE).map(this::after).toList();
  }

  /// Every flow.
  List<Solution> all() {
    return Stream.of(rule(), policy(), depth(), others()).flatMap(List::stream).toList();
  }
}
