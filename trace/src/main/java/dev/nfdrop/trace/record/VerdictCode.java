package dev.nfdrop.trace.record;

import dev.nfdrop.trace.Drop.Verdict;
import java.util.Optional;

/// The kernel's numbers of final verdicts: `NF_DROP` and so on, include/uapi/linux/netfilter.h.
public final class VerdictCode {
  private static final int DROP = 0;
  private static final int ACCEPT = 1;
  private static final int STOLEN = 2;
  private static final int QUEUE = 3;

  private VerdictCode() {}

  /// The number of a verdict; a reject is a drop to the kernel.
  public static int of(Verdict verdict) {
    return switch (verdict) {
      case DROP, REJECT -> DROP;
      case ACCEPT -> ACCEPT;
      case STOLEN -> STOLEN;
      case QUEUE -> QUEUE;
    };
  }

  /// The verdict of a number, if it is one that leaves a packet alive.
  public static Optional<Verdict> living(int code) {
    return switch (code) {
      case ACCEPT -> Optional.of(Verdict.ACCEPT);
      case STOLEN -> Optional.of(Verdict.STOLEN);
      case QUEUE -> Optional.of(Verdict.QUEUE);
      default -> Optional.empty();
    };
  }

  /// The verdict of a number.
  ///
  /// @throws IllegalArgumentException if no program writes it
  static Verdict verdict(int code) {
    return switch (code) {
      case DROP -> Verdict.DROP;
      case ACCEPT -> Verdict.ACCEPT;
      case STOLEN -> Verdict.STOLEN;
      case QUEUE -> Verdict.QUEUE;
      default -> throw new IllegalArgumentException("drop record with verdict " + code);
    };
  }
}
