package dev.nfdrop.nftables.ruleset;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.nftables.RuleText;
import dev.nfdrop.nftables.RulesetDump;
import dev.nfdrop.nftables.netlink.NftablesSocket;
import dev.nfdrop.nftables.text.Listing;
import dev.nfdrop.nftables.text.NftCommand;
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
  /// @throws dev.nfdrop.ebpf.sys.KernelException if the kernel refuses
  Ruleset read() {
    for (var attempt = 1; ; attempt++) {
      var dump = socket.ruleset();
      var result = withTexts(dump);
      if (socket.generation() == dump.generation() || attempt == MAX_ATTEMPTS) {
        return result;
      }
    }
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
      case NftCommand.Outcome.Listed(var output) ->
          new Ruleset(dump, Listing.texts(output, dump), Optional.of(output), Optional.empty());
      case NftCommand.Outcome.Failed(var reason) -> without(dump, reason, reason);
    };
  }

  private static Ruleset without(RulesetDump dump, String reason, String problem) {
    var texts = Listing.withoutTexts(dump, new RuleText.Unknown(reason));
    return new Ruleset(dump, texts, Optional.empty(), Optional.of(problem));
  }
}
