package dev.nfdrop.nftables.text;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump.ChainContents;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class IptablesListingTest {
  private static final long TABLE_HANDLE = 5;

  private static final String LISTING =
      """
      -P INPUT ACCEPT
      -P FORWARD DROP
      -N web
      -A INPUT -p tcp -m tcp --dport 80 -j web
      -A INPUT -j DROP
      -A web -m comment --comment "no reason" -j DROP
      """;

  private static final TableContents TABLE =
      table("filter", chain("INPUT", 2, 3), chain("FORWARD"), chain("web", 7));

  @Test
  void eachRuleHasItsLine() {
    assertThat(IptablesListing.texts(LISTING, TABLE))
        .isEqualTo(
            Map.of(
                id(2), known("-A INPUT -p tcp -m tcp --dport 80 -j web"),
                id(3), known("-A INPUT -j DROP"),
                id(7), known("-A web -m comment --comment \"no reason\" -j DROP")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        // in another chain, so that the rule's own text would be cut
        "no\n-A INPUT -j DROP",
        "no\n-A other -j DROP",
        "no\n-N other",
        "no\n-P INPUT DROP",
        "no\nreason",
        "no\n",
        "\n\nno"
      })
  void aCommentOfSeveralLinesIsNotBelieved(String comment) {
    assertThat(IptablesListing.texts(LISTING.replace("no reason", comment), TABLE)).isEmpty();
  }

  @Test
  void otherNumbersOfRulesAreNotBelieved() {
    assertThat(IptablesListing.texts(LISTING.replace("-A INPUT -j DROP\n", ""), TABLE)).isEmpty();
    assertThat(IptablesListing.texts("", TABLE)).isEmpty();
    assertThat(IptablesListing.texts(LISTING.stripTrailing(), TABLE)).isEmpty();
  }

  @Test
  void anExtensionThatIptablesDoesNotKnowLeavesTheRuleOut() {
    var newer = LISTING.replace("--dport 80", "[unsupported revision]");
    assertThat(IptablesListing.texts(newer, TABLE)).containsOnlyKeys(id(3), id(7));
  }

  @Test
  void rulesThatCountInATableOfIptablesMayBeIts() {
    var byNft =
        Map.of(
            id(2), known("tcp dport 80 counter jump web"),
            id(3), known("drop"),
            id(7), new RuleText.Unknown("no nft"));
    assertThat(IptablesListing.rules(TABLE, id -> Optional.ofNullable(byNft.get(id))))
        .containsExactly(id(2));
    var byHand = table("mine", chain("INPUT", 2, 3), chain("web", 7));
    assertThat(IptablesListing.rules(byHand, id -> Optional.ofNullable(byNft.get(id)))).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iptables v1.8.7 (nf_tables)\n",
        "ip6tables v1.8.12 (nf_tables)\n",
        "iptables v2.0.0 (nf_tables)"
      })
  void releasesThatOnlyLook(String version) {
    assertThat(IptablesCommand.onlyLooks(version)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "iptables v1.8.6 (nf_tables)\n",
        "iptables v1.6.1\n",
        "iptables",
        "",
        "v99999.1.1"
      })
  void releasesThatMayChangeWhatTheyList(String version) {
    assertThat(IptablesCommand.onlyLooks(version)).isFalse();
  }

  private static RuleText known(String text) {
    return new RuleText.Known(text);
  }

  private static RuleId id(long rule) {
    return new RuleId(TABLE_HANDLE, rule);
  }

  private static TableContents table(String name, ChainContents... chains) {
    return new TableContents(new Table(Family.IP, name, TABLE_HANDLE, 0), List.of(chains));
  }

  private static ChainContents chain(String name, long... rules) {
    return new ChainContents(
        new Chain(Family.IP, "filter", name, 1, 0, Optional.empty(), Optional.empty()),
        LongStream.of(rules)
            .mapToObj(r ->
                new Rule(
                    Family.IP,
                    "filter",
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
