package dev.nfdrop.cli.sink;

import dev.nfdrop.cli.sink.Palette.Part;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.MatchedElement;
import dev.nfdrop.trace.Passed;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.owner.Owner;
import java.util.Optional;

/// Writes what led to a drop behind everything else in its line: ` via input #3 (ports: 22) >
/// services #7 by firewalld zone public accepted by ip other input (priority -10), then dropped by
/// inet filter input (priority 0)`.
final class WhyText {
  /// Chains of other tables that are named; the last ones before the drop.
  private static final int NAMED_CHAINS = 2;

  private final StringBuilder line;
  private final Palette palette;

  WhyText(StringBuilder line, Palette palette) {
    this.line = line;
    this.palette = palette;
  }

  void append(Drop drop) {
    path(drop.why().path());
    drop.why().elements().forEach(this::element);
    owner(drop.why().owner());
    accepted(drop);
  }

  private void begin() {
    line.append("  ");
    palette.begin(line, Part.REMARK);
  }

  /// `…` where steps may be missing.
  private void path(RulePath path) {
    if (path.steps().isEmpty()) {
      return;
    }
    begin();
    var before = "via ";
    for (var step : path.steps()) {
      line.append(before);
      Printable.append(line, step.chain());
      line.append(" #").append(step.handle());
      elements(step);
      before = " > ";
    }
    if (!path.complete()) {
      line.append(" > …");
    }
    palette.end(line);
  }

  private void elements(RulePath.Step step) {
    var before = " (";
    for (var matched : step.elements()) {
      if (isNews(matched)) {
        line.append(before);
        word("", matched.set());
        keys(matched);
        before = ", ";
      }
    }
    line.append(before.equals(", ") ? ")" : "");
  }

  private void element(MatchedElement matched) {
    if (isNews(matched)) {
      begin();
      word("set ", matched.set());
      keys(matched);
      palette.end(line);
    }
  }

  /// Whether it is more than the rule and the packet say themselves.
  private static boolean isNews(MatchedElement matched) {
    return matched.set().isPresent() || !matched.element().equals(Optional.of(matched.key()));
  }

  private void keys(MatchedElement matched) {
    line.append(matched.set().isPresent() ? ": " : "");
    Printable.append(line, matched.key());
    if (!matched.element().equals(Optional.of(matched.key()))) {
      line.append(matched.element().isPresent() ? " in " : " (no longer there)");
      matched.element().ifPresent(element -> Printable.append(line, element));
    }
    if (matched.comment().isPresent()) {
      word(" \"", matched.comment());
      line.append('"');
    }
  }

  private void owner(Optional<Owner> owner) {
    if (owner.isPresent()) {
      begin();
      line.append("by ");
      Printable.append(line, owner.get().name());
      word(" zone ", owner.get().zone());
      word(" policy ", owner.get().policy());
      word(" ", owner.get().part());
      palette.end(line);
    }
  }

  private void word(String before, Optional<String> word) {
    if (word.isPresent()) {
      line.append(before);
      Printable.append(line, word.get());
    }
  }

  /// Base chains of other tables, where there are any.
  private void accepted(Drop drop) {
    var others =
        drop.why().acceptedBy().stream()
            .filter(chain ->
                !chain.table().equals(drop.table()) || !chain.family().equals(drop.family()))
            .toList();
    if (others.isEmpty()) {
      return;
    }
    begin();
    int first = Math.max(0, others.size() - NAMED_CHAINS);
    var before = first == 0 ? "accepted by " : "accepted by " + first + " more, ";
    for (var chain : others.subList(first, others.size())) {
      line.append(before);
      chain(chain);
      before = ", ";
    }
    line.append(drop.verdict().lives() ? ", then by " : ", then dropped by ");
    var hook = drop.hook();
    chain(new Passed(drop.family(), drop.table(), hook.basechain(), hook.priority()));
    palette.end(line);
  }

  private void chain(Passed chain) {
    Printable.append(line, chain.family());
    line.append(' ');
    Printable.append(line, chain.table());
    line.append(' ');
    Printable.append(line, chain.chain());
    line.append(" (priority ").append(chain.priority()).append(')');
  }
}
