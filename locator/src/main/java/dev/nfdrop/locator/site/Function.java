package dev.nfdrop.locator.site;

import dev.nfdrop.locator.flow.Arithmetic;
import dev.nfdrop.locator.flow.Convention;
import dev.nfdrop.locator.flow.Graph;
import dev.nfdrop.locator.flow.State;
import dev.nfdrop.locator.flow.Value;
import dev.nfdrop.locator.machine.Width;
import java.util.List;
import java.util.Optional;

/// `nft_do_chain(struct nft_pktinfo *pkt, void *priv)` with the conventions that it is compiled
/// for.
record Function(Graph graph, Convention convention, Layout layout) {

  private static final int PACKET = 0;
  private static final int CHAIN = 1;

  /// `pkt`.
  Value packet() {
    return new Value.Initial(convention.arguments().get(PACKET));
  }

  /// `priv`: the base chain's `struct nft_chain`.
  Value baseChain() {
    return new Value.Initial(convention.arguments().get(CHAIN));
  }

  /// `pkt->skb`; the first member unless told otherwise.
  Value buffer() {
    return new Value.Loaded(
        Arithmetic.plus(packet(), layout.packetBuffer().orElse(Layout.USUAL_PACKET_BUFFER)),
        Width.LONG);
  }

  /// An address as an offset from the function's start.
  long offset(long address) {
    return address - graph.code().main().address();
  }

  /// The answer that these are the sites.
  Answer located(Answer.Shape shape, List<Site> sites) {
    var code = graph.code();
    return new Answer.Located(
        code.function(), code.main().size(), code.architecture(), shape, sites);
  }

  /// An argument of a call, in the state before it.
  Optional<Value> argument(State state, int number) {
    return state.register(convention.arguments().get(number));
  }
}
