package dev.nfdrop.trace.record;

import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.select.Selection;

/// What an engine's programs record.
///
/// @param layout of the kernel that they run in
/// @param selection the drops to record once the engine is calibrated, as far as the kernel can
///   tell
/// @param countsOnly whether to count drops then, and to record only the first of each [CountKey]:
///   which of them are selected is told from that one
public record Recording(KernelLayout layout, Selection selection, boolean countsOnly) {
  /// What decides in the kernel whether a drop is recorded.
  Selection filter() {
    return countsOnly ? Selection.ALL : selection;
  }
}
