package dev.nfdrop.trace;

/// What the kernel side has counted since the start.
///
/// @param seen drops by nf_tables that the program saw
/// @param lost drops seen whose record found no room in the ring buffer
/// @param missed runs of the program that the kernel skipped because it was already running there
/// @param unattributed drops seen whose rule could not be read with certainty, and was not guessed
/// @param overruns how often an unknown number of drops was lost before it could be seen
public record Totals(long seen, long lost, long missed, long unattributed, long overruns) {
  static final Totals NONE = new Totals(0, 0, 0, 0, 0);

  Totals plus(Totals more) {
    return new Totals(
        seen + more.seen,
        lost + more.lost,
        missed + more.missed,
        unattributed + more.unattributed,
        overruns + more.overruns);
  }
}
