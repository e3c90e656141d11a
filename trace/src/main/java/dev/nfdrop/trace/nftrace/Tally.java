package dev.nfdrop.trace.nftrace;

import dev.nfdrop.trace.record.DropSource.Counts;

/// Counts what becomes of drops. For one thread.
final class Tally {
  private long seen;
  private long unattributed;
  private long overruns;

  void attributed() {
    seen++;
  }

  void unattributed() {
    seen++;
    unattributed++;
  }

  void overrun() {
    overruns++;
  }

  Counts counts() {
    return new Counts(seen, 0, unattributed, overruns);
  }
}
