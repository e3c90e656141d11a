package dev.nfdrop.nftables.text;

import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/// The output of `nft --handle --stateless --terse list ruleset`, checked against the netlink dump.
///
/// A rule whose text is in doubt gets none, with the reason; a rule never gets another one's.
public final class Listing {
  /*
   * nft prints strings as they are, so a comment with line breaks can contain lines that look like
   * any other part of the listing. No parser could tell. But netlink says, out of band, which tables
   * and chains there are and how many rules each has, and nft prints a line for each of those in any
   * case: lines in a comment can only be more than expected, never fewer. Hence:
   *
   * 1. The first line of a table, and of a chain within its table, are known to the byte. Where such
   *    a line is there twice, one is false and neither is believed. Where it is there once it is the
   *    true one, because nft printed it.
   * 2. Between the true first lines of one chain and the next, nft prints known lines and one for
   *    each rule (more for a rule with a chain of its own, whose rules netlink has, too). If there
   *    are exactly that many, no rule contains a line break, and each line is one rule's.
   * 3. Each line has to end with the handle that netlink has at that place.
   *
   * Only the part of a table in front of its first chain (sets, maps, objects) has an unknown number
   * of lines. It cannot hide a chain: its first line would be there twice.
   */

  private static final String STARTS_TABLE = "table ";

  private static final RuleText.Unknown CUT_OFF = new RuleText.Unknown("nft's listing is cut off");
  private static final RuleText.Unknown NO_TABLE =
      new RuleText.Unknown("nft's listing does not show the table once, as netlink has it");
  private static final RuleText.Unknown NO_CHAIN =
      new RuleText.Unknown("nft's listing does not show the chain once, as netlink has it");
  private static final RuleText.Unknown DISAGREEMENT =
      new RuleText.Unknown("nft's listing of the chain disagrees with netlink");

  private final List<String> lines;
  private final Map<RuleId, RuleText> texts = new HashMap<>();

  private Listing(List<String> lines) {
    this.lines = lines;
  }

  /// The text of each rule of a dump.
  ///
  /// @param output what nft printed, about as old as the dump
  public static Map<RuleId, RuleText> texts(String output, RulesetDump dump) {
    if (!output.isEmpty() && !output.endsWith("\n")) {
      return withoutTexts(dump, CUT_OFF);
    }
    var lines = List.of(output.split("\n", -1));
    var listing = new Listing(lines.subList(0, lines.size() - 1));
    listing.read(dump.tables());
    return Map.copyOf(listing.texts);
  }

  /// Every rule of a dump without text, for one reason.
  public static Map<RuleId, RuleText> withoutTexts(RulesetDump dump, RuleText.Unknown reason) {
    var texts = new HashMap<RuleId, RuleText>();
    for (var table : dump.tables()) {
      for (var chain : table.chains()) {
        chain.rules().forEach(r -> texts.put(id(table, r.handle()), reason));
      }
    }
    return Map.copyOf(texts);
  }

  /// A part of the listing: line numbers, the end exclusive.
  private record Span(int start, int end) {}

  private void read(List<TableContents> tables) {
    var firstLines = new HashMap<String, TableContents>();
    for (var contents : tables) {
      var table = contents.table();
      firstLines.put(
          "table %s %s { # handle %d".formatted(table.family(), table.name(), table.handle()),
          contents);
    }
    var spans = spans(new Span(0, lines.size()), firstLines, Listing::withoutOwner);
    for (var table : tables) {
      Optional.ofNullable(spans.get(table))
          .filter(this::holdsOneTable)
          .ifPresentOrElse(
              span -> readTable(table, span), () -> withhold(table, table.chains(), NO_TABLE));
    }
  }

  private void readTable(TableContents table, Span span) {
    var named = table.chains().stream().filter(c -> !c.chain().bound()).toList();
    var firstLines = new HashMap<String, ChainContents>();
    for (var chain : named) {
      firstLines.put(
          "\tchain %s { # handle %d".formatted(chain.chain().name(), chain.chain().handle()),
          chain);
    }
    var spans = spans(span, firstLines, UnaryOperator.identity());
    for (var chain : named) {
      Optional.ofNullable(spans.get(chain))
          .ifPresentOrElse(
              s -> readChain(table, chain, s, s.end == span.end),
              () -> withhold(table, List.of(chain), NO_CHAIN));
    }
    withhold(table, table.chains(), DISAGREEMENT);
  }

  private void readChain(TableContents table, ChainContents chain, Span span, boolean last) {
    var reader = new ChainListing(lines.subList(span.start + 1, span.end), table);
    reader
        .read(chain, last)
        .ifPresent(found -> found.forEach((rule, text) -> texts.put(id(table, rule), text)));
  }

  /// Where each first line is that occurs once, up to the next such line.
  private <T> Map<T, Span> spans(
      Span within, Map<String, T> firstLines, UnaryOperator<String> normalised) {
    var starts = new TreeMap<Integer, T>();
    var seen = new HashMap<String, Integer>();
    var repeated = new HashSet<Integer>();
    for (var number = within.start; number < within.end; number++) {
      var line = normalised.apply(lines.get(number));
      var object = Optional.ofNullable(firstLines.get(line));
      if (object.isPresent()) {
        var earlier = Optional.ofNullable(seen.putIfAbsent(line, number));
        earlier.ifPresent(repeated::add);
        if (earlier.isEmpty()) {
          starts.put(number, object.get());
        }
      }
    }
    starts.keySet().removeAll(repeated);
    var spans = new HashMap<T, Span>();
    starts.forEach((start, object) -> {
      var next = Optional.ofNullable(starts.higherKey(start));
      spans.put(object, new Span(start, next.orElse(within.end)));
    });
    return spans;
  }

  /// Whether no table that netlink has not shown, or not with that name, follows in the span.
  private boolean holdsOneTable(Span span) {
    return lines.subList(span.start + 1, span.end).stream()
        .noneMatch(line -> line.startsWith(STARTS_TABLE));
  }

  /// The first line of a table without the name of the program that owns the table.
  private static String withoutOwner(String line) {
    var owner = line.lastIndexOf(" progname ");
    return owner >= 0 && line.startsWith(STARTS_TABLE) ? line.substring(0, owner) : line;
  }

  /// Notes the reason for the rules that have no text so far.
  private void withhold(TableContents table, List<ChainContents> chains, RuleText.Unknown reason) {
    for (var chain : chains) {
      chain.rules().forEach(rule -> texts.putIfAbsent(id(table, rule.handle()), reason));
    }
  }

  private static RuleId id(TableContents table, long ruleHandle) {
    return new RuleId(table.table().handle(), ruleHandle);
  }
}
