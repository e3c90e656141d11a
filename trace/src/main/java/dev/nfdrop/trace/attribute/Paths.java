package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.ruleset.RuleEntry;
import dev.nfdrop.nftables.ruleset.Ruleset;
import dev.nfdrop.trace.RulePath;
import dev.nfdrop.trace.RulePath.Kind;
import dev.nfdrop.trace.RulePath.Step;
import dev.nfdrop.trace.attribute.TableRules.Position;
import dev.nfdrop.trace.record.RawDrop;
import dev.nfdrop.trace.record.RawJump;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Names the ways of packets through the rules of one ruleset, the one that they met.
///
/// The kernel remembers of a jump where it goes on afterwards; the rule in front of that jumped. It
/// remembers nothing of a goto. What the ruleset does not explain is left out.
final class Paths {
  /// Ways that are remembered; most packets take one of a few.
  private static final int REMEMBERED = 1024;

  private final List<TableContents> contents;
  private final Function<RuleId, RuleText> texts;
  private final Map<Long, TableRules> tables = new HashMap<>();
  private final Map<Way, FoundPath> known = new HashMap<>();

  /// What a way depends on.
  private record Way(long table, String baseChain, long rule, List<RawJump> jumps) {}

  Paths(List<TableContents> contents, Function<RuleId, RuleText> texts) {
    this.contents = contents;
    this.texts = texts;
  }

  static Paths of(Ruleset ruleset) {
    return new Paths(
        ruleset.tables(),
        id ->
            ruleset
                .rule(id)
                .map(RuleEntry::text)
                .orElseGet(() -> new RuleText.Unknown("not read yet")));
  }

  /// The way to the rule that dropped a packet.
  FoundPath of(RawDrop drop) {
    if (drop.jumps().isEmpty()) {
      return FoundPath.UNKNOWN;
    }
    var way =
        new Way(drop.tableHandle(), drop.baseChainName(), drop.ruleHandle(), drop.jumps().get());
    if (known.size() >= REMEMBERED) {
      known.clear();
    }
    return known.computeIfAbsent(way, this::find);
  }

  /// The chain that the rule in front of a rule jumps to.
  Optional<String> jumpInFront(RuleId id) {
    return table(id.table())
        .flatMap(table -> table.rule(id.rule()))
        .flatMap(Position::before)
        .flatMap(position -> position.rule().jumps().stream().findFirst());
  }

  private FoundPath find(Way way) {
    return table(way.table)
        .flatMap(table -> table.rule(way.rule).map(rule -> new Finder(table, way).find(rule)))
        .orElse(FoundPath.UNKNOWN);
  }

  /// A table's rules, put in order when they are first needed.
  private Optional<TableRules> table(long handle) {
    var found = tables.get(handle);
    if (found == null) {
      for (var table : contents) {
        if (table.table().handle() == handle) {
          found = remember(table);
        }
      }
    }
    return Optional.ofNullable(found);
  }

  private TableRules remember(TableContents table) {
    var rules = new TableRules(table);
    tables.put(table.table().handle(), rules);
    return rules;
  }

  /// The search for one way, from the base chain on.
  private final class Finder {
    private final TableRules table;
    private final Gotos gotos;
    private final Way way;
    private final List<Step> steps = new ArrayList<>();
    private final List<Position> rules = new ArrayList<>();
    private boolean complete = true;

    Finder(TableRules table, Way way) {
      this.table = table;
      this.gotos = new Gotos(table);
      this.way = way;
    }

    FoundPath find(Position dropping) {
      Optional<String> at = Optional.of(way.baseChain);
      Optional<Position> through = Optional.empty();
      for (var raw : way.jumps) {
        var jumping = jumping(raw).filter(position -> position.rule().canJump());
        if (jumping.isEmpty() || !connect(at, through, jumping.get().chain())) {
          return FoundPath.UNKNOWN;
        }
        add(jumping.get(), Kind.JUMP);
        at = target(jumping.get());
        through = jumping;
      }
      return connect(at, through, dropping.chain()) ? found(dropping) : FoundPath.UNKNOWN;
    }

    private Optional<Position> jumping(RawJump raw) {
      return switch (raw.kind()) {
        case JUMPING_RULE -> table.rule(raw.handle());
        case RULE_BEHIND -> table.rule(raw.handle()).flatMap(Position::before);
        case CHAIN_AT_ITS_END -> table.last(raw.handle());
      };
    }

    /// Where a rule jumps to; empty where a verdict map tells.
    private static Optional<String> target(Position jumping) {
      var rule = jumping.rule();
      return rule.verdictMaps().isEmpty()
          ? rule.jumps().stream().filter(chain -> !rule.gotos().contains(chain)).findFirst()
          : Optional.empty();
    }

    /// Explains how a packet came from one chain to another; false if it cannot have.
    ///
    /// @param from empty where a verdict map told where to jump
    /// @param through the rule that jumped
    private boolean connect(Optional<String> from, Optional<Position> through, String to) {
      if (from.isEmpty()) {
        complete &= through.isPresent() && !gotos.mayLeadTo(to, through.get());
        return true;
      }
      return switch (gotos.explain(from.get(), to)) {
        case Gotos.Explanation.OneWay(var rules) -> {
          rules.forEach(rule -> add(rule, Kind.GOTO));
          yield true;
        }
        case Gotos.Explanation.Uncertain() -> {
          complete = false;
          yield true;
        }
        case Gotos.Explanation.NoWay() -> false;
      };
    }

    private void add(Position at, Kind kind) {
      var text = texts.apply(new RuleId(table.handle(), at.rule().handle()));
      steps.add(new Step(at.chain(), at.rule().handle(), text, kind));
      rules.add(at);
    }

    private FoundPath found(Position dropping) {
      rules.add(dropping);
      return new FoundPath(
          new RulePath(steps, complete),
          dropping.chain(),
          new LaterChanges(table).unchangedFrom(rules, complete));
    }
  }
}
