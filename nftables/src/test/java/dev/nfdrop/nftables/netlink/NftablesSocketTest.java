package dev.nfdrop.nftables.netlink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.NftShell;
import dev.nfdrop.nftables.RichRuleset;
import dev.nfdrop.nftables.Rule;
import dev.nfdrop.nftables.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NftablesSocketTest {
  private final NetworkNamespace namespace = NetworkNamespace.create();
  private final NftablesSocket socket = NftablesSocket.open(namespace);

  @AfterEach
  void close() {
    socket.close();
    namespace.close();
  }

  @Test
  void decodesWhatNftPrintsAsJson() {
    NftShell.load(namespace, RichRuleset.ALL_FAMILIES);

    var dump = socket.ruleset();

    assertThat(dump.settled()).isTrue();
    var ours = new ArrayList<String>();
    for (var table : dump.tables()) {
      ours.add(json(table.table()));
      for (var chain : table.chains()) {
        if (!chain.chain().bound()) { // nft's JSON leaves these out
          ours.add(json(chain.chain()));
          chain.rules().forEach(rule -> ours.add(json(rule)));
        }
      }
    }
    var nfts = NftShell.run(namespace, "", "nft", "-j", "-a", "-t", "list", "ruleset");
    var objects =
        Pattern.compile(
                "\\{\"(table|chain)\": \\{[^}]*|\\{\"rule\": \\{.*?(?=(, \"comment\": \"[^\"]*\")?, \"expr\")(, \"comment\": \"[^\"]*\")?")
            .matcher(nfts)
            .results()
            .map(MatchResult::group)
            // nft 1.0.6 takes the flags' names from the wrong place, and leaves out most devices
            .map(object -> object.replaceAll(", \"(flags|dev)\": \"[^\"]*\"", ""))
            .toList();
    assertThat(ours).containsExactlyInAnyOrderElementsOf(objects);
  }

  @Test
  void decodesFlagsAndDevices() {
    NftShell.load(namespace, RichRuleset.ALL_FAMILIES);

    var tables = socket.ruleset().tables();

    assertThat(tables.stream().filter(t -> t.table().dormant()).map(t -> t.table().name()))
        .containsExactly("nat");
    assertThat(tables.getLast().chains().getFirst().chain().base().orElseThrow().devices())
        .containsExactly("lo");
  }

  @Test
  void rulesAreInTheOrderInWhichTheyRun() {
    NftShell.load(
        namespace,
        """
        add table ip t
        add chain ip t c
        add rule ip t c accept
        insert rule ip t c drop
        """);
    NftShell.load(namespace, "add rule ip t c position 2 return\n");

    var rules = socket.ruleset().tables().getFirst().chains().getFirst().rules();

    assertThat(rules.stream().map(Rule::handle)).containsExactly(3L, 2L, 4L);
  }

  @Test
  void generationGoesUpWithAChange() {
    NftShell.load(namespace, "add table ip t\n");
    var before = socket.generation();
    NftShell.load(namespace, "add table ip u\n");

    assertThat(socket.generation() - before).isEqualTo(1);
    assertThat(socket.ruleset().generation()).isEqualTo(before + 1);
  }

  @Test
  void refusedChangeIsNamedAndUndoesTheBatch() {
    var batch =
        new Batch()
            .add(Batch.Kind.NEW_TABLE, Family.IP, "table nfd", m -> m.string(1, "nfd"))
            .add(
                Batch.Kind.APPEND_RULE,
                Family.IP,
                "rule of chain missing",
                m -> m.string(1, "nfd").string(2, "missing"));

    assertThatThrownBy(() -> socket.commit(batch))
        .isInstanceOfSatisfying(
            NetfilterRefusalException.class, e -> assertThat(e.errno()).isEqualTo(Errno.ENOENT))
        .hasMessageContaining("NFT_MSG_NEWRULE of rule of chain missing");
    assertThat(socket.ruleset().tables()).isEmpty();
  }

  @Test
  void fullReceiveBufferIsSaidAndSurvived() {
    try (var events = RulesetEvents.open(namespace, 1)) { // the kernel makes it as small as it can
      var rules =
          IntStream.range(0, 2_000)
              .mapToObj(port -> "add rule ip t c tcp dport %d drop".formatted(port + 1))
              .collect(Collectors.joining("\n"));
      NftShell.load(namespace, "add table ip t\nadd chain ip t c\n" + rules + "\n");

      assertThat(all(events)).contains(new RulesetEvent.Lost());

      NftShell.load(namespace, "add table ip u\n");
      assertThat(all(events)).last().isInstanceOf(RulesetEvent.Committed.class);
    }
  }

  private static List<RulesetEvent> all(RulesetEvents events) {
    var all = new ArrayList<RulesetEvent>();
    for (var some = events.take(); !some.isEmpty(); some = events.take()) {
      all.addAll(some);
    }
    return all;
  }

  private static String json(Table table) {
    return "{\"table\": {\"family\": \"%s\", \"name\": \"%s\", \"handle\": %d"
        .formatted(table.family(), table.name(), table.handle());
  }

  private static String json(Chain chain) {
    var text =
        "{\"chain\": {\"family\": \"%s\", \"table\": \"%s\", \"name\": \"%s\", \"handle\": %d"
            .formatted(chain.family(), chain.table(), chain.name(), chain.handle());
    return text + chain.base().map(NftablesSocketTest::json).orElse("");
  }

  private static String json(Chain.Base base) {
    return ", \"type\": \"%s\", \"hook\": \"%s\", \"prio\": %d, \"policy\": \"%s\""
        .formatted(base.type(), base.hook(), base.priority(), base.policy().label());
  }

  private static String json(Rule rule) {
    var text =
        "{\"rule\": {\"family\": \"%s\", \"table\": \"%s\", \"chain\": \"%s\", \"handle\": %d"
            .formatted(rule.family(), rule.table(), rule.chain(), rule.handle());
    return text + rule.comment().map(", \"comment\": \"%s\""::formatted).orElse("");
  }
}
