package dev.nfdrop.nftables.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ListingTest {
  private static final String PLAIN =
      """
      table ip t { # handle 5
      	chain a { # handle 1
      		type filter hook input priority filter; policy drop;
      		tcp dport 1 drop # handle 3
      		tcp dport 2 drop # handle 4
      	}

      	chain b { # handle 2
      		accept # handle 7919
      	}
      }
      """;

  private static final RulesetDump DUMP =
      dump(table(5, "t", base("a", 1, 3, 4), chain("b", 2, 7919)));

  @Test
  void eachRuleHasItsLine() {
    assertThat(known(PLAIN, DUMP))
        .containsExactly("3=tcp dport 1 drop", "4=tcp dport 2 drop", "7919=accept");
  }

  @Test
  void refusesAHandleThatNetlinkHasNot() {
    assertThat(known(PLAIN.replace("# handle 4\n", "# handle 9\n"), DUMP))
        .containsExactly("7919=accept");
  }

  @Test
  void refusesARuleTooManyOrTooFew() {
    var more = PLAIN.replace("\t\taccept", "\t\tdrop # handle 8\n\t\taccept");
    var fewer = PLAIN.replace("\t\taccept # handle 7919\n", "");
    assertThat(known(more, DUMP)).containsExactly("3=tcp dport 1 drop", "4=tcp dport 2 drop");
    assertThat(known(fewer, DUMP)).containsExactly("3=tcp dport 1 drop", "4=tcp dport 2 drop");
  }

  @Test
  void refusesRulesInAnotherOrder() {
    var dump = dump(table(5, "t", base("a", 1, 4, 3), chain("b", 2, 7919)));
    assertThat(known(PLAIN, dump)).containsExactly("7919=accept");
  }

  @Test
  void refusesATableOfAnotherHandle() {
    var dump = dump(table(6, "t", base("a", 1, 3, 4), chain("b", 2, 7919)));
    assertThat(known(PLAIN, dump)).isEmpty();
  }

  @Test
  void refusesATableBehindWhichAnUnknownOneFollows() {
    assertThat(
            known(
                PLAIN + PLAIN.replace("table ip t { # handle 5", "table ip u { # handle 6"), DUMP))
        .isEmpty();
  }

  @Test
  void refusesWhatIsCutOff() {
    assertThat(known(PLAIN.substring(0, PLAIN.length() - 1), DUMP)).isEmpty();
    assertThat(known(PLAIN.substring(0, PLAIN.lastIndexOf("\t}")), DUMP))
        .containsExactly("3=tcp dport 1 drop", "4=tcp dport 2 drop");
  }

  @Test
  void refusesAnElidedAnonymousSet() {
    assertThat(known(PLAIN.replace("tcp dport 1 drop", "tcp dport @__set0 drop"), DUMP))
        .containsExactly("4=tcp dport 2 drop", "7919=accept");
  }

  @Test
  void ownersAndWarningsAreNoObstacle() {
    var listing =
        PLAIN.replace("# handle 5", "# handle 5 progname x")
            + "# Warning: table ip nat is managed by iptables-nft, do not touch!\n"
            + "table ip nat { # handle 9\n}\n";
    var dump = dump(table(5, "t", base("a", 1, 3, 4), chain("b", 2, 7919)), table(9, "nat"));
    assertThat(known(listing, dump)).hasSize(3);
  }

  /// Comments made of pieces of listings: the other rules' texts are right or missing, never wrong.
  @Test
  void noCommentGivesAnotherRuleAWrongText() {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("nfdrop.seed=" + seed);
    var random = new Random(seed);
    var pieces =
        List.of(
            "\n",
            "\n",
            "\n\t\t",
            "\n\t\tfalse",
            " # handle 3",
            " # handle 4",
            " # handle 7919",
            "\n\t}",
            "\n\t}\n\n",
            "\n}\n",
            "\tchain a { # handle 1",
            "\tchain b { # handle 2",
            "table ip t { # handle 5",
            "\n\n",
            "\"",
            "\t\ttype filter hook input priority 0; x",
            "# Warning: x",
            "\t\tcomment \"x\"",
            "{",
            "}");
    var accepted = 0;
    for (var i = 0; i < 50_000; i++) {
      var comment = new StringBuilder();
      for (var n = random.nextInt(14); n >= 0; n--) {
        comment.append(pieces.get(random.nextInt(pieces.size())));
      }
      var hostile = random.nextInt(3);
      var line = List.of("tcp dport 1 drop", "tcp dport 2 drop", "accept").get(hostile);
      var handle = List.of(3L, 4L, 7919L).get(hostile);
      var listing =
          PLAIN.replace(line + " # handle", line + " comment \"" + comment + "\" # handle");
      var texts = Listing.texts(listing, DUMP);
      for (var right : List.of("3=tcp dport 1 drop", "4=tcp dport 2 drop", "7919=accept")) {
        var rule = Long.parseLong(right.substring(0, right.indexOf('=')));
        if (rule != handle && texts.get(new RuleId(5, rule)) instanceof RuleText.Known(var text)) {
          accepted++;
          assertThat(text)
              .as("comment %s", comment)
              .isEqualTo(right.substring(right.indexOf('=') + 1));
        }
      }
    }
    assertThat(accepted).isPositive();
  }

  private static List<String> known(String listing, RulesetDump dump) {
    var lines = new ArrayList<String>();
    Listing.texts(listing, dump).entrySet().stream()
        .sorted(Comparator.comparingLong(e -> e.getKey().rule()))
        .forEach(e -> {
          if (e.getValue() instanceof RuleText.Known(var text)) {
            lines.add(e.getKey().rule() + "=" + text);
          }
        });
    return lines;
  }

  private static RulesetDump dump(TableContents... tables) {
    return new RulesetDump(1, true, List.of(tables));
  }

  private static TableContents table(long handle, String name, ChainContents... chains) {
    return new TableContents(new Table(Family.IP, name, handle, 0), List.of(chains));
  }

  private static ChainContents base(String name, long handle, long... rules) {
    var base = new Chain.Base("input", 0, Chain.Policy.DROP, "filter", List.of());
    return contents(name, handle, Optional.of(base), rules);
  }

  private static ChainContents chain(String name, long handle, long... rules) {
    return contents(name, handle, Optional.empty(), rules);
  }

  private static ChainContents contents(
      String name, long handle, Optional<Chain.Base> base, long... rules) {
    return new ChainContents(
        new Chain(Family.IP, "t", name, handle, 0, base, Optional.empty()),
        LongStream.of(rules)
            .mapToObj(r ->
                new Rule(
                    Family.IP,
                    "t",
                    name,
                    r,
                    Optional.empty(),
                    List.of(),
                    List.of(),
                    List.of(),
                    false))
            .toList());
  }
}
