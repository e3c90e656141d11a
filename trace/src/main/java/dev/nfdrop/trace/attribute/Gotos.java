package dev.nfdrop.trace.attribute;

import dev.nfdrop.trace.attribute.TableRules.Position;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// Explains how a packet came from one chain to another without a jump: the kernel does not
/// remember a goto, so only the ruleset can tell.
final class Gotos {
  /// Chains that are looked at; a ruleset that spreads further is not explained.
  private static final int CHAINS = 256;

  private final TableRules table;

  Gotos(TableRules table) {
    this.table = table;
  }

  /// What the ruleset says.
  sealed interface Explanation {
    /// There is one way only.
    ///
    /// @param rules that went on, in order; none where the chains are the same
    record OneWay(List<Position> rules) implements Explanation {}

    /// There are several, or verdict maps that may lead anywhere.
    record Uncertain() implements Explanation {}

    /// There is none: this is not the ruleset that the packet met.
    record NoWay() implements Explanation {}
  }

  Explanation explain(String from, String to) {
    if (from.equals(to)) {
      return new Explanation.OneWay(List.of());
    }
    var search = new Search(to);
    search.visit(from);
    if (search.uncertain || search.ways > 1) {
      return new Explanation.Uncertain();
    }
    return search.found.<Explanation>map(Explanation.OneWay::new).orElseGet(Explanation.NoWay::new);
  }

  /// Whether some rule of the table goes to a chain, or may: through a verdict map other than that
  /// of one rule.
  boolean mayLeadTo(String chain, Position besides) {
    for (var position : table.rules()) {
      var rule = position.rule();
      boolean other = rule.handle() != besides.rule().handle();
      if (rule.gotos().contains(chain) || (other && !rule.verdictMaps().isEmpty())) {
        return true;
      }
    }
    return false;
  }

  private final class Search {
    private final String to;
    private final Deque<Position> way = new ArrayDeque<>();
    private final Set<String> open = new HashSet<>();
    private Optional<List<Position>> found = Optional.empty();
    private int ways;
    private int visits;
    private boolean uncertain;

    Search(String to) {
      this.to = to;
    }

    void visit(String chain) {
      var contents = table.chain(chain);
      if (++visits > CHAINS) {
        uncertain = true;
      }
      if (uncertain || contents.isEmpty() || !open.add(chain)) {
        return;
      }
      for (int i = 0; i < contents.get().rules().size(); i++) {
        var position = new Position(contents.get(), i);
        uncertain |= !position.rule().verdictMaps().isEmpty();
        position.rule().gotos().forEach(target -> follow(position, target));
      }
      open.remove(chain);
    }

    private void follow(Position position, String target) {
      way.addLast(position);
      if (target.equals(to)) {
        ways++;
        found = Optional.of(new ArrayList<>(way));
      } else {
        visit(target);
      }
      way.removeLast();
    }
  }
}
