package dev.nfdrop.nftables.text;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The output of `iptables-nft -S`, checked against the netlink dump: the rules of a table as the
/// people know them who made it with iptables.
///
/// It has no handles, but exactly one line for each rule, `-A CHAIN ...`, in the order in which
/// they are run. A comment with a line break can only add lines, so a table with as many lines as
/// netlink has rules, chain by chain, and with no other line, has none that is false.
public final class IptablesListing {
  private static final Set<Family> FAMILIES = Set.of(Family.IP, Family.IP6);
  private static final Set<String> TABLES = Set.of("filter", "nat", "mangle", "raw", "security");

  /// The chains, which stand before the rules.
  private static final Pattern CHAIN = Pattern.compile("-[PN] \\S+(?: (?:ACCEPT|DROP|-))?");

  private static final Pattern RULE = Pattern.compile("-A (?<chain>\\S+)(?: .*)?", Pattern.DOTALL);

  /// What iptables says of an extension that is newer than itself.
  private static final String UNSUPPORTED = "[unsupported revision]";

  /// All of iptables-nft's rules count; nft prints that for each.
  private static final Pattern COUNTS = Pattern.compile("(?:^| )counter(?: |$)");

  private IptablesListing() {}

  /// The rules that iptables-nft may have made.
  ///
  /// @param byNft the text of a rule as nft prints it
  public static Set<RuleId> rules(TableContents table, Function<RuleId, Optional<RuleText>> byNft) {
    return FAMILIES.contains(table.table().family()) && TABLES.contains(table.table().name())
        ? table.chains().stream()
            .flatMap(chain -> chain.rules().stream())
            .map(rule -> id(table, rule.handle()))
            .filter(id -> byNft.apply(id).filter(IptablesListing::counts).isPresent())
            .collect(Collectors.toUnmodifiableSet())
        : Set.of();
  }

  /// The rules of a table as iptables prints them.
  ///
  /// @param output what `iptables-nft -S` printed for the very ruleset that was dumped
  /// @return nothing where the output is not just what netlink has
  public static Map<RuleId, RuleText> texts(String output, TableContents table) {
    var lines = lines(output);
    if (lines.isEmpty()) {
      return Map.of();
    }
    var texts = new HashMap<RuleId, RuleText>();
    for (var chain : table.chains()) {
      var printed = Optional.ofNullable(lines.get().remove(chain.chain().name())).orElse(List.of());
      if (printed.size() != chain.rules().size()) {
        return Map.of();
      }
      take(table, chain, printed, texts);
    }
    return lines.get().isEmpty() ? Map.copyOf(texts) : Map.of();
  }

  private static void take(
      TableContents table, ChainContents chain, List<String> lines, Map<RuleId, RuleText> texts) {
    for (int i = 0; i < lines.size(); i++) {
      if (!lines.get(i).contains(UNSUPPORTED)) {
        texts.put(id(table, chain.rules().get(i).handle()), new RuleText.Known(lines.get(i)));
      }
    }
  }

  /// The lines of each chain's rules; empty if there are others.
  private static Optional<Map<String, List<String>>> lines(String output) {
    if (!output.endsWith("\n")) {
      return Optional.empty();
    }
    var chains = new HashMap<String, List<String>>();
    for (var line : output.substring(0, output.length() - 1).split("\n", -1)) {
      var rule = RULE.matcher(line);
      if (rule.matches()) {
        chains.computeIfAbsent(rule.group("chain"), _ -> new ArrayList<>()).add(line);
      } else if (!chains.isEmpty() || !CHAIN.matcher(line).matches()) {
        return Optional.empty();
      }
    }
    return Optional.of(chains);
  }

  private static boolean counts(RuleText text) {
    return text instanceof RuleText.Known(var known) && COUNTS.matcher(known).find();
  }

  private static RuleId id(TableContents table, long rule) {
    return new RuleId(table.table().handle(), rule);
  }
}
