package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.RuleId;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import dev.nfdrop.nftables.text.Listing;
import dev.nfdrop.nftables.text.NftCommand;
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
  private final Optional<NftCommand> nft;

  private RulesetReader(
      NetworkNamespace namespace, NftablesSocket socket, Optional<NftCommand> nft) {
    this.namespace = namespace;
    this.socket = socket;
    this.nft = nft;
  }

  /// @param namespace stays open as long as the reader; owned by the caller
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  static RulesetReader open(NetworkNamespace namespace, Optional<NftCommand> nft) {
    return new RulesetReader(namespace, NftablesSocket.open(namespace), nft);
  }

  /// Reads the ruleset.
  ///
  /// @param previous an earlier one: texts that cannot be read now are taken from there, since the
  ///   text of an identity does not change
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  Ruleset read(Optional<Ruleset> previous) {
    for (var attempt = 1; ; attempt++) {
      var dump = socket.ruleset();
      var result = withTexts(dump, previous);
      if (socket.generation() == dump.generation() || attempt == MAX_ATTEMPTS) {
        return result;
      }
    }
  }

  @Override
  public void close() {
    socket.close();
  }

  private Ruleset withTexts(RulesetDump dump, Optional<Ruleset> previous) {
    if (nft.isEmpty()) {
      return without(dump, new RuleText.Unknown("nft not found"), NFT_MISSING);
    }
    return switch (nft.get().list(namespace)) {
      case NftCommand.Outcome.Listed(var output) ->
          new Ruleset(dump, kept(Listing.texts(output, dump), previous), Optional.empty());
      case NftCommand.Outcome.Failed(var reason) ->
          new Ruleset(
              dump,
              kept(Listing.withoutTexts(dump, new RuleText.Unknown(reason)), previous),
              Optional.of(reason));
    };
  }

  private static Ruleset without(RulesetDump dump, RuleText.Unknown reason, String problem) {
    return new Ruleset(dump, Listing.withoutTexts(dump, reason), Optional.of(problem));
  }

  private static Map<RuleId, RuleText> kept(
      Map<RuleId, RuleText> texts, Optional<Ruleset> previous) {
    if (previous.isEmpty()) {
      return texts;
    }
    var kept = new HashMap<>(texts);
    kept.replaceAll((id, text) ->
        switch (text) {
          case RuleText.Known known -> known;
          case RuleText.Unknown unknown ->
              previous.get().rule(id).map(RuleEntry::text).orElse(unknown);
        });
    return kept;
  }
}
