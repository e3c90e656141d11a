package dev.nfdrop.trace.record;

import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.Drop.Verdict;
import dev.nfdrop.trace.PacketType;
import dev.nfdrop.trace.packet.CapturedPacket;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/// A drop as an engine reports it: the kernel's names and numbers, and the packet's bytes.
///
/// Often a view that moves from drop to drop: valid only during the call that hands it out.
public interface RawDrop {
  /// When it was seen or reported, in nanoseconds of CLOCK_MONOTONIC.
  long monotonicNanos();

  Cause cause();

  /// The kernel's, which does not know of rejects.
  default Verdict verdict() {
    return Verdict.DROP;
  }

  /// Means something only where a rule is the cause.
  long ruleHandle();

  long tableHandle();

  String tableName();

  /// The chain that holds the rule; 0 where it is not told.
  long chainHandle();

  /// Empty where it is not told which chain holds the rule.
  String chainName();

  long baseChainHandle();

  String baseChainName();

  /// The `NFPROTO_` number of the table's family.
  int family();

  /// The number of the hook in its family.
  int hook();

  int priority();

  long netnsInode();

  /// The lowest 32 bits of the namespace's cookie, where drops are counted; else 0.
  default int netnsCookie() {
    return 0;
  }

  /// `skb->len` in bytes; empty where it is not told.
  OptionalInt length();

  /// `skb->mark`, unsigned.
  int mark();

  /// `skb->priority`, unsigned; empty where it is not told.
  default OptionalInt packetPriority() {
    return OptionalInt.empty();
  }

  /// `skb->pkt_type`; empty where it is not told.
  default Optional<PacketType> packetType() {
    return Optional.empty();
  }

  /// Whose socket sent the packet, where that is certain.
  default Optional<Sender> sender() {
    return Optional.empty();
  }

  /// What connection tracking says of the packet, where it does.
  default Optional<Conntrack> conntrack() {
    return Optional.empty();
  }

  /// Whether it is certain that the packet belongs to no connection, and is not untracked on
  /// purpose.
  default boolean hasNoConnection() {
    return false;
  }

  /// In whose name a packet was sent.
  ///
  /// @param user in the initial user namespace, unsigned
  /// @param process that ran and had the socket open, where there is one
  record Sender(int user, Optional<SendingProcess> process) {}

  /// A process that had a packet's socket open.
  ///
  /// @param pid in the initial namespace of processes
  /// @param cgroup the number of its control group
  record SendingProcess(int pid, String name, long cgroup) {}

  /// 0 where there is none.
  int inIndex();

  /// 0 where there is none.
  int outIndex();

  String inName();

  String outName();

  /// The ruleset's generation that was in force, where that is known better than the time.
  default OptionalInt generation() {
    return OptionalInt.empty();
  }

  /// What freed the packet, where nf_tables did not decide.
  default Optional<Freed> freed() {
    return Optional.empty();
  }

  /// Addresses in the kernel's code.
  ///
  /// @param function that decided; 0 where it is not known
  /// @param at where the call returns to that freed the packet
  record Freed(long function, long at) {}

  /// The jumps that had not returned, in the order in which they were taken; empty where that is
  /// not told. Means something only where a rule is the cause.
  default Optional<List<RawJump>> jumps() {
    return Optional.empty();
  }

  /// The packet's first bytes, and what `struct sk_buff` says of them.
  CapturedPacket packet();
}
