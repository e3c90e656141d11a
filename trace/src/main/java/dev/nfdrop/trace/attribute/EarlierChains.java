package dev.nfdrop.trace.attribute;

import dev.nfdrop.nftables.Chain;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.RulesetDump.TableContents;
import dev.nfdrop.trace.Passed;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The base chains that a packet has passed before it came to another one of the same hook, in one
/// ruleset.
///
/// The kernel runs the chains of a hook in the order of their priorities, those of `inet` among
/// those of the packet's own protocol (`nf_hook_slow()`, net/netfilter/core.c). Left out is what is
/// not certain: chains of the same priority; chains of type `nat`, which see only the first packet
/// of a connection; chains of dormant tables.
final class EarlierChains {
  private static final String NAT = "nat";

  private static final Comparator<Passed> ORDER =
      Comparator.comparingInt(Passed::priority)
          .thenComparing(Passed::family)
          .thenComparing(Passed::table)
          .thenComparing(Passed::chain);

  private final List<TableContents> tables;
  private final Map<Meeting, List<Passed>> known = new HashMap<>();

  /// How a packet met a base chain.
  ///
  /// @param family the table's
  /// @param protocol the packet's own family, where it is known: `ip` or `ip6`
  /// @param device of the hooks `ingress` and `egress`, else empty
  record Meeting(Family family, Optional<Family> protocol, Hook hook, int priority, String device) {
    private boolean ofDevice() {
      return hook == Hook.INGRESS || hook == Hook.EGRESS;
    }

    /// Whether chains of another family hang on the same hook for this packet.
    private boolean concerns(Family other) {
      return switch (other) {
        case ARP, BRIDGE -> family == other;
        case NETDEV -> ofDevice();
        case INET -> ofDevice() || isInternet(family);
        case IP, IP6 ->
            !ofDevice()
                && isInternet(family)
                && (family == other || protocol.equals(Optional.of(other)));
      };
    }

    private static boolean isInternet(Family family) {
      return family == Family.INET || family == Family.IP || family == Family.IP6;
    }
  }

  EarlierChains(List<TableContents> tables) {
    this.tables = tables;
  }

  List<Passed> before(Meeting meeting) {
    return known.computeIfAbsent(meeting, this::find);
  }

  private List<Passed> find(Meeting meeting) {
    return tables.stream()
        .filter(table -> !table.table().dormant() && meeting.concerns(table.table().family()))
        .flatMap(table -> table.chains().stream())
        .map(contents -> contents.chain())
        .filter(chain -> chain.base().filter(base -> passed(base, meeting)).isPresent())
        .map(EarlierChains::passed)
        .sorted(ORDER)
        .toList();
  }

  private static boolean passed(Chain.Base base, Meeting meeting) {
    return base.hook().equals(meeting.hook().label())
        && base.priority() < meeting.priority()
        && !base.type().equals(NAT)
        && (!meeting.ofDevice() || base.devices().contains(meeting.device()));
  }

  private static Passed passed(Chain chain) {
    return new Passed(
        chain.family().label(), chain.table(), chain.name(), chain.base().orElseThrow().priority());
  }
}
