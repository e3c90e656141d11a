package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.ruleset.History.End;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// From one ruleset to the next: notes in the [History] what is over.
///
/// Replacing a rule may leave it its handle (Linux 6.18 does so), so a rule that both rulesets have
/// can be another one, with another text.
final class Succession {
  private static final RuleText.Unknown NEVER_READ =
      new RuleText.Unknown("replaced or deleted before nft could be asked for its text");

  /// When a rule was replaced, the first and the last time.
  private record Replacement(End first, End last) {
    Replacement and(Replacement later) {
      return new Replacement(first, later.last);
    }
  }

  private final Ruleset before;
  private final Ruleset after;
  private final History history;
  private final End reading;
  private final Map<RuleId, Replacement> replacements = new HashMap<>();
  private final Map<RuleId, RuleText> carriedOver = new HashMap<>();

  /// @param readingNanos when reading the later ruleset was begun
  Succession(Ruleset before, Ruleset after, History history, long readingNanos) {
    this.before = before;
    this.after = after;
    this.history = history;
    this.reading = new End(readingNanos, after.generation());
  }

  /// Notes what is over.
  ///
  /// @param added the rules added, also again, up to the later ruleset's generation
  /// @param complete whether those are certainly all
  /// @return the later ruleset; with the earlier one's text where nft's listing gave none for a
  ///   rule that certainly has not changed
  Ruleset perform(List<EventLog.Added> added, boolean complete) {
    for (var event : added) {
      if (event.generation() - before.generation() > 0) {
        var end = new End(event.receivedNanos(), event.generation());
        var once = new Replacement(end, end);
        replacements.merge(event.rule().id(), once, Replacement::and);
      }
    }
    for (var rule : before.rules()) {
      after
          .rule(rule.id())
          .ifPresentOrElse(
              later -> compare(rule, later, complete), () -> history.note(rule, reading));
    }
    for (var event : added) {
      var rule = event.rule();
      if (after.rule(rule.id()).isEmpty() && before.rule(rule.id()).isEmpty()) {
        history.noteIfNew(rule.withText(NEVER_READ), reading);
      }
    }
    return carriedOver.isEmpty() ? after : after.withTexts(carriedOver);
  }

  private void compare(RuleEntry rule, RuleEntry later, boolean complete) {
    if (rule.text().equals(later.text())) {
      return;
    }
    var replacement = Optional.ofNullable(replacements.get(rule.id()));
    if (later.text() instanceof RuleText.Unknown && replacement.isEmpty() && complete) {
      carriedOver.put(rule.id(), rule.text());
      return;
    }
    history.note(rule, replacement.map(Replacement::first).orElse(reading));
    replacement
        .filter(r -> !r.last.equals(r.first))
        .ifPresent(r -> history.note(rule.withText(NEVER_READ), r.last));
  }
}
