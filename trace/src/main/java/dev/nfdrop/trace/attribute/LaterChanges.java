package dev.nfdrop.trace.attribute;

import dev.nfdrop.trace.attribute.TableRules.Position;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Whether rules may have changed a packet after it was sent on to another chain: its record is of
/// the moment of the drop.
final class LaterChanges {
  private final TableRules table;

  /// Chains that were looked through and change nothing.
  private final Set<String> harmless = new HashSet<>();

  LaterChanges(TableRules table) {
    this.table = table;
  }

  /// The first rule of a way since which no other can have changed the packet.
  ///
  /// @param way the rules that sent the packet on, and the one that decided
  /// @param complete whether none is missing
  /// @return its index
  int unchangedFrom(List<Position> way, boolean complete) {
    int last = way.size() - 1;
    if (!complete) {
      return tableMayChange() ? last : 0;
    }
    for (int at = last; at > 0; at--) {
      if (mayChange(way.get(at))) {
        return at;
      }
    }
    return 0;
  }

  /// Whether a rule may change a packet, or those in front of it in its chain.
  private boolean mayChange(Position reached) {
    for (int index = 0; index < reached.index(); index++) {
      if (mayChangeOrSendOn(new Position(reached.contents(), index))) {
        return true;
      }
    }
    return reached.rule().changesPackets();
  }

  /// A verdict map may lead anywhere.
  private boolean mayChangeOrSendOn(Position position) {
    var rule = position.rule();
    return rule.changesPackets()
        || (!rule.verdictMaps().isEmpty() && tableMayChange())
        || rule.jumps().stream().anyMatch(this::mayChange);
  }

  private boolean mayChange(String chain) {
    var contents = table.chain(chain);
    if (contents.isEmpty() || !harmless.add(chain)) {
      return false;
    }
    for (int index = 0; index < contents.get().rules().size(); index++) {
      if (mayChangeOrSendOn(new Position(contents.get(), index))) {
        return true;
      }
    }
    return false;
  }

  private boolean tableMayChange() {
    for (var position : table.rules()) {
      if (position.rule().changesPackets()) {
        return true;
      }
    }
    return false;
  }
}
