package dev.nfdrop.trace;

/// What the kernel side has counted since the start.
///
/// @param seen drops that the program saw and could tell the reason of
/// @param lost drops seen whose record found no room in the ring buffer
/// @param missed runs of the program that the kernel skipped because it was already running there
/// @param unattributed drops whose rule could not be read with certainty, and was not guessed
/// @param overruns how often an unknown number of drops was lost before it could be seen
/// @param living packets that live on after a verdict which is wanted
/// @param unexplained packets that the kernel freed as dropped by netfilter, more than accounted
///   for above; negative for fewer
public record Totals(
    DropCounts seen,
    long lost,
    long missed,
    long unattributed,
    long overruns,
    long living,
    long unexplained) {
  static final Totals NONE = new Totals(DropCounts.NONE, 0, 0, 0, 0, 0, 0);

  Totals plus(Totals more) {
    return new Totals(
        seen.plus(more.seen),
        lost + more.lost,
        missed + more.missed,
        unattributed + more.unattributed,
        overruns + more.overruns,
        living + more.living,
        unexplained + more.unexplained);
  }
}
