package dev.nfdrop.nftables.text;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The lines of one chain, behind its first: read in step with what netlink has, to the last line.
final class ChainListing {
  private static final String INDENT = "\t\t";
  private static final String ENDS_CHAIN = "\t}";
  private static final String ENDS_TABLE = "}";

  /// What nft says in front of a table that iptables-nft made.
  private static final String WARNING = "# Warning: ";

  /// How deep chains of single rules are followed; nft's grammar allows fewer.
  private static final int MAX_DEPTH = 16;

  private static final RuleText.Unknown ELIDED =
      new RuleText.Unknown("this release of nft leaves out the elements of the rule's own set");

  private final List<String> lines;
  private final Map<String, ChainContents> boundChains = new HashMap<>();
  private final Map<Long, RuleText> texts = new HashMap<>();
  private int next;

  ChainListing(List<String> lines, TableContents table) {
    this.lines = lines;
    for (var chain : table.chains()) {
      if (chain.chain().bound()) {
        boundChains.put(chain.chain().name(), chain);
      }
    }
  }

  /// Reads the chain.
  ///
  /// @param last whether the lines go on to the end of the table
  /// @return texts by rule handle; empty if the lines are not what they should be
  Optional<Map<Long, RuleText>> read(ChainContents contents, boolean last) {
    var chain = contents.chain();
    chain.comment().ifPresent(comment -> take(INDENT + "comment \"" + comment + "\""));
    var agrees =
        takeBase(chain)
            && contents.rules().stream().allMatch(rule -> takeRule(rule, INDENT))
            && take(ENDS_CHAIN)
            && takeEnd(last);
    return agrees ? Optional.of(texts) : Optional.empty();
  }

  private boolean takeBase(Chain chain) {
    if (chain.base().isEmpty()) {
      return true;
    }
    var base = chain.base().get();
    var start = INDENT + "type %s hook %s ".formatted(base.type(), base.hook());
    return next < lines.size() && lines.get(next++).startsWith(start);
  }

  private boolean takeEnd(boolean last) {
    if (!last) {
      return take("") && next == lines.size();
    }
    if (!take(ENDS_TABLE)) {
      return false;
    }
    return lines.subList(next, lines.size()).stream().allMatch(line -> line.startsWith(WARNING));
  }

  private boolean takeRule(Rule rule, String indent) {
    var start = next;
    var bound = rule.jumps().stream().flatMap(name -> bound(name).stream()).findFirst();
    if (bound.isPresent() && !takeBlock(bound.get(), indent)) {
      return false;
    }
    if (next >= lines.size()) {
      return false;
    }
    next++;
    var text = text(start, next, indent);
    var handle = " # handle " + rule.handle();
    if (text.isEmpty() || !(text.get().endsWith(handle) || indent.length() > INDENT.length())) {
      return false;
    }
    texts.put(rule.handle(), checked(rule, withoutSuffix(text.get(), handle)));
    return true;
  }

  /// Takes `... jump {` and the rules of the chain in the braces; the closing line is left.
  private boolean takeBlock(ChainContents bound, String indent) {
    if (indent.length() > MAX_DEPTH || next >= lines.size() || !lines.get(next).endsWith("{")) {
      return false;
    }
    next++;
    return bound.rules().stream().allMatch(rule -> takeRule(rule, indent + "\t"))
        && next < lines.size()
        && lines.get(next).startsWith(indent + "}");
  }

  private Optional<ChainContents> bound(String name) {
    return Optional.ofNullable(boundChains.get(name));
  }

  /// Lines without their common indentation; empty if one has less.
  private Optional<String> text(int start, int end, String indent) {
    var taken = lines.subList(start, end);
    return taken.stream().allMatch(line -> line.startsWith(indent))
        ? Optional.of(
            String.join("\n", taken.stream().map(l -> l.substring(indent.length())).toList()))
        : Optional.empty();
  }

  private static RuleText checked(Rule rule, String text) {
    var comment = rule.comment().map(c -> " comment \"" + c + "\"").orElse("");
    var expressions = withoutSuffix(text, comment);
    return expressions.contains("@__set") || expressions.contains("@__map")
        ? ELIDED
        : new RuleText.Known(text);
  }

  private static String withoutSuffix(String text, String suffix) {
    return text.endsWith(suffix) ? text.substring(0, text.length() - suffix.length()) : text;
  }

  private boolean take(String expected) {
    if (next < lines.size() && lines.get(next).equals(expected)) {
      next++;
      return true;
    }
    return false;
  }
}
