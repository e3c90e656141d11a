package dev.nfdrop.trace.nftrace;

import dev.nfdrop.nftables.netlink.TraceMessage;
import dev.nfdrop.nftables.netlink.TraceMessage.TracedPacket;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// Packets on their way through a base chain: the first message of such a run carries the packet,
/// and its chain is the base chain. For one thread.
final class Runs {
  /// Far more than can be under way at once; some end without a message.
  private static final int CAPACITY = 4096;

  /// A run as its first message tells it.
  record Run(TraceMessage first, TracedPacket packet) {
    boolean holds(TraceMessage message) {
      return message.family() == first.family() && message.table().equals(first.table());
    }
  }

  private final LinkedHashMap<Integer, Run> byId =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Integer, Run> eldest) {
          return size() > CAPACITY;
        }
      };

  /// Notes a step after which the run goes on.
  void goesOn(TraceMessage message) {
    if (message.packet().isPresent()) {
      byId.remove(message.id());
      byId.put(message.id(), new Run(message, message.packet().get()));
    }
  }

  /// Takes out the run that a message ends; empty where its beginning is not known.
  Optional<Run> end(TraceMessage message) {
    var begun = Optional.ofNullable(byId.remove(message.id()));
    return message
        .packet()
        .map(packet -> new Run(message, packet))
        .or(() -> begun)
        .filter(run -> run.holds(message));
  }

  /// Forgets all: their ends may be lost.
  void forget() {
    byId.clear();
  }
}
