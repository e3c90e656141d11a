package dev.nfdrop.trace.calibrate;

import static dev.nfdrop.nftables.build.Expression.lengthIs;

import dev.nfdrop.nftables.Chain.Policy;
import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.build.ChainSpec;
import dev.nfdrop.nftables.build.Expression;
import dev.nfdrop.nftables.build.Expression.RejectType;
import dev.nfdrop.nftables.build.RuleSpec;
import dev.nfdrop.nftables.build.TableSpec;
import dev.nfdrop.nftables.build.Verdict;
import dev.nfdrop.nftables.build.Verdict.Final;
import dev.nfdrop.nftables.build.VerdictMapSpec;
import java.util.List;

/// The rules of the calibration: one for each way that a packet can be dropped, with rules around
/// them that a wrong engine would name instead.
///
/// Samples are told apart by their length. Both tables number their rules from the same handle on,
/// so that an engine which mixes up the tables is found out.
final class CalibrationRuleset {
  static final String TABLE = "nfdrop-calibration";
  static final String TWIN = "nfdrop-calibration-twin";
  static final String INPUT = "input";
  static final String SIDE = "side";
  static final String FAR = "far";
  static final String EMPTY_HANDED = "empty-handed";

  static final String NEST = "nest";
  static final String INNER = "inner";
  static final String INMOST = "inmost";

  /// The destination port of the sample that the verdict map drops, and of all others.
  static final int MAPPED_PORT = 4242;

  static final int PORT = 51713;

  /// The priority of the twin's chain, which a packet meets first.
  static final int TWIN_PRIORITY = -7919;

  static final int PRIORITY = 7919;

  private static final String PORTS = "ports";

  /// `IPPROTO_ICMP`, include/uapi/linux/in.h.
  private static final int ICMP = 1;

  /// `NFT_REJECT_ICMPX_PORT_UNREACH`, include/uapi/linux/netfilter/nf_tables.h.
  private static final int PORT_UNREACHABLE = 1;

  private CalibrationRuleset() {}

  static TableSpec main() {
    return new TableSpec(
        Family.INET,
        TABLE,
        List.of(
            VerdictMapSpec.ofPorts(PORTS, List.of(VerdictMapSpec.port(MAPPED_PORT, Final.DROP)))),
        List.of(input(), side(), far(), emptyHanded(), nest(), inner(), inmost()));
  }

  static TableSpec twin() {
    return new TableSpec(
        Family.IP,
        TWIN,
        List.of(),
        List.of(
            ChainSpec.base(
                INPUT,
                Hook.INPUT,
                TWIN_PRIORITY,
                Policy.ACCEPT,
                decoy(1),
                RuleSpec.of(lengthIs(Length.TWIN.bytes()), Final.DROP),
                decoy(2))));
  }

  /// Answers to rejected samples come back through this chain and have to pass.
  private static ChainSpec input() {
    return ChainSpec.base(
        INPUT,
        Hook.INPUT,
        PRIORITY,
        Policy.DROP,
        RuleSpec.of(Expression.protocolIs(ICMP), Final.ACCEPT),
        on(Length.ACCEPTED, Final.ACCEPT),
        on(Length.DROPPED, Final.DROP),
        on(Length.BEHIND_JUMP, new Verdict.Jump(SIDE)),
        on(Length.BEHIND_GOTO, new Verdict.Goto(FAR)),
        on(Length.END_OF_GOTO, new Verdict.Goto(EMPTY_HANDED)),
        RuleSpec.of(List.of(Expression.loadDestinationPort()), new Expression.LookUpVerdict(PORTS)),
        RuleSpec.of(
            lengthIs(Length.REJECTED.bytes()),
            new Expression.Reject(RejectType.ICMPX_UNREACHABLE, PORT_UNREACHABLE)),
        on(Length.RETURNED, new Verdict.Return()),
        on(Length.NESTED, new Verdict.Jump(NEST)),
        decoy(3),
        on(Length.DROPPED_AT_END, Final.DROP));
  }

  /// Its last rule jumps.
  private static ChainSpec nest() {
    return ChainSpec.regular(NEST, decoy(10), on(Length.NESTED, new Verdict.Jump(INNER)));
  }

  /// It jumps to a chain that returns, then to one that goes to where the sample is dropped.
  private static ChainSpec inner() {
    return ChainSpec.regular(
        INNER,
        on(Length.NESTED, new Verdict.Jump(EMPTY_HANDED)),
        on(Length.NESTED, new Verdict.Jump(INMOST)),
        decoy(11));
  }

  private static ChainSpec inmost() {
    return ChainSpec.regular(INMOST, decoy(12), on(Length.NESTED, new Verdict.Goto(FAR)));
  }

  private static ChainSpec side() {
    return ChainSpec.regular(SIDE, decoy(4), on(Length.BEHIND_JUMP, Final.DROP), decoy(5));
  }

  private static ChainSpec far() {
    return ChainSpec.regular(
        FAR,
        decoy(6),
        decoy(7),
        on(Length.BEHIND_GOTO, Final.DROP),
        decoy(8),
        on(Length.NESTED, Final.DROP));
  }

  private static ChainSpec emptyHanded() {
    return ChainSpec.regular(EMPTY_HANDED, decoy(9));
  }

  private static RuleSpec on(Length length, Verdict verdict) {
    return RuleSpec.of(lengthIs(length.bytes()), verdict);
  }

  /// A rule that no sample matches.
  private static RuleSpec decoy(int length) {
    return RuleSpec.of(lengthIs(length), Final.ACCEPT);
  }
}
