package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import dev.nfdrop.nftables.text.IptablesCommand;
import dev.nfdrop.nftables.text.IptablesListing;
import dev.nfdrop.nftables.text.Listing;
import dev.nfdrop.nftables.text.ListingCommand;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/// Reads one namespace's ruleset, again and again. For one thread at a time.
final class RulesetReader implements AutoCloseable {
  static final String NFT_MISSING = "nft not found: install nftables to see rule text";

  /// How often dump and listing are taken again because the ruleset changed in between.
  private static final int MAX_ATTEMPTS = 3;

  private final NetworkNamespace namespace;
  private final NftablesSocket socket;
  private final Optional<ListingCommand> nft;
  private final IptablesTexts iptables;

  /// Lists a table's rules in the words of iptables, where it can.
  interface IptablesTexts {
    Optional<String> list(Family family, String table, NetworkNamespace namespace);
  }

  private RulesetReader(
      NetworkNamespace namespace,
      NftablesSocket socket,
      Optional<ListingCommand> nft,
      IptablesTexts iptables) {
    this.namespace = namespace;
    this.socket = socket;
    this.nft = nft;
    this.iptables = iptables;
  }

  /// @param namespace stays open as long as the reader; owned by the caller
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static RulesetReader open(NetworkNamespace namespace, Optional<ListingCommand> nft) {
    return open(namespace, nft, new IptablesCommand()::list);
  }

  static RulesetReader open(
      NetworkNamespace namespace, Optional<ListingCommand> nft, IptablesTexts iptables) {
    return new RulesetReader(namespace, NftablesSocket.open(namespace), nft, iptables);
  }

  /// Reads the ruleset.
  ///
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  Ruleset read() {
    for (var attempt = 1; ; attempt++) {
      var dump = socket.ruleset();
      var result = withTexts(dump);
      if (isCurrent(result)) {
        return withTextsByIptables(result);
      }
      if (attempt == MAX_ATTEMPTS) {
        return result;
      }
    }
  }

  private boolean isCurrent(Ruleset ruleset) {
    return socket.generation() == ruleset.generation();
  }

  @Override
  public void close() {
    socket.close();
  }

  private Ruleset withTexts(RulesetDump dump) {
    if (nft.isEmpty()) {
      return without(dump, "nft not found", NFT_MISSING);
    }
    return switch (nft.get().list(namespace)) {
      case ListingCommand.Outcome.Listed(var output) ->
          new Ruleset(dump, Listing.texts(output, dump), Optional.of(output), Optional.empty());
      case ListingCommand.Outcome.Failed(var reason) -> without(dump, reason, reason);
    };
  }

  /// It tells no handles: its texts hold only if the ruleset has not changed since it was dumped.
  private Ruleset withTextsByIptables(Ruleset ruleset) {
    var texts = byIptables(ruleset);
    return texts.isEmpty() || !isCurrent(ruleset) ? ruleset : ruleset.withTexts(texts);
  }

  /// Texts that iptables has for its own rules.
  private Map<RuleId, RuleText> byIptables(Ruleset ruleset) {
    var texts = new HashMap<RuleId, RuleText>();
    for (var contents : ruleset.tables()) {
      var made = IptablesListing.rules(contents, id -> ruleset.rule(id).map(RuleEntry::text));
      if (!made.isEmpty()) {
        var table = contents.table();
        iptables
            .list(table.family(), table.name(), namespace)
            .map(output -> IptablesListing.texts(output, contents))
            .ifPresent(found -> made.forEach(id -> copy(id, found, texts)));
      }
    }
    return texts;
  }

  private static void copy(RuleId id, Map<RuleId, RuleText> from, Map<RuleId, RuleText> to) {
    Optional.ofNullable(from.get(id)).ifPresent(text -> to.put(id, text));
  }

  private static Ruleset without(RulesetDump dump, String reason, String problem) {
    var texts = Listing.withoutTexts(dump, new RuleText.Unknown(reason));
    return new Ruleset(dump, texts, Optional.empty(), Optional.of(problem));
  }
}
