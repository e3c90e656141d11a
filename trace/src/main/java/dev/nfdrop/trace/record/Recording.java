package dev.nfdrop.trace.record;

import dev.nfdrop.trace.kernel.KernelLayout;
import dev.nfdrop.trace.select.Selection;

/// What an engine's programs record.
///
/// @param layout of the kernel that they run in
/// @param selection the drops to record once the engine is calibrated, as far as the kernel can
///   tell
public record Recording(KernelLayout layout, Selection selection) {}
