package dev.nfdrop.trace.nftrace;

import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.DropCounts;
import dev.nfdrop.trace.record.DropSource.Counts;
import java.util.OptionalLong;

/// Counts what becomes of drops. For one thread.
final class Tally {
  private DropCounts seen = DropCounts.NONE;
  private long unattributed;
  private long overruns;
  private long living;

  void attributed(Cause cause) {
    seen = seen.plus(DropCounts.one(cause));
  }

  void living() {
    living++;
  }

  void unattributed() {
    unattributed++;
  }

  void overrun() {
    overruns++;
  }

  Counts counts() {
    return new Counts(seen, 0, unattributed, overruns, living, OptionalLong.empty());
  }
}
