package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.nftables.Table;
import dev.nfdrop.nftables.text.ListingCommand;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The ruleset of a network namespace at one generation. Immutable.
public final class Ruleset {
  private record TableName(Family family, String name) {}

  private final RulesetDump dump;
  private final Optional<String> listing;
  private final Optional<String> textProblem;
  private final Map<RuleId, RuleEntry> rules = new HashMap<>();
  private final Map<TableName, Table> tables = new HashMap<>();

  /// @param texts a text for each rule of the dump
  /// @param listing what nft printed, if it was asked and answered
  /// @param textProblem why there are no texts at all; empty if there are
  Ruleset(
      RulesetDump dump,
      Map<RuleId, RuleText> texts,
      Optional<String> listing,
      Optional<String> textProblem) {
    this.dump = dump;
    this.listing = listing;
    this.textProblem = textProblem;
    for (var contents : dump.tables()) {
      var table = contents.table();
      tables.put(new TableName(table.family(), table.name()), table);
      for (var chain : contents.chains()) {
        for (var rule : chain.rules()) {
          var id = new RuleId(table.handle(), rule.handle());
          var text = texts.getOrDefault(id, new RuleText.Unknown("not read yet"));
          rules.put(
              id,
              new RuleEntry(id, table.family(), table.name(), rule.chain(), text, rule.comment()));
        }
      }
    }
  }

  /// Reads the ruleset of a namespace, with the texts that the host's `nft` prints.
  public static Reading read(NetworkNamespace namespace) {
    try (var reader = RulesetReader.open(namespace, ListingCommand.nft())) {
      return new Reading.Complete(reader.read());
    } catch (KernelException e) {
      return Reading.Refused.of(e);
    }
  }

  /// The generation of the ruleset, as `nft monitor` shows it; it wraps around.
  public int generation() {
    return dump.generation();
  }

  /// Whether all of it is of that generation. If not, the ruleset did not stop changing; each rule
  /// is right for itself.
  public boolean settled() {
    return dump.settled();
  }

  /// Tables with their chains and rules, as netlink has them.
  public List<TableContents> tables() {
    return dump.tables();
  }

  /// A rule; empty if the ruleset has none of that identity.
  public Optional<RuleEntry> rule(RuleId id) {
    return Optional.ofNullable(rules.get(id));
  }

  /// The table of a name.
  public Optional<Table> table(Family family, String name) {
    return Optional.ofNullable(tables.get(new TableName(family, name)));
  }

  /// All rules, in no order.
  public Collection<RuleEntry> rules() {
    return List.copyOf(rules.values());
  }

  /// The same ruleset with other texts for some rules.
  Ruleset withTexts(Map<RuleId, RuleText> others) {
    var texts = new HashMap<RuleId, RuleText>();
    rules.forEach((id, rule) -> texts.put(id, others.getOrDefault(id, rule.text())));
    return new Ruleset(dump, texts, listing, textProblem);
  }

  /// What `nft --handle --stateless --terse list ruleset` printed, as it did: foreign bytes. Empty
  /// if it did not answer.
  public Optional<String> listing() {
    return listing;
  }

  /// Why no rule has a text, as one sentence for the user; empty if texts are there.
  public Optional<String> textProblem() {
    return textProblem;
  }
}
