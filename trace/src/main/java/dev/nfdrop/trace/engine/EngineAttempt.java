package dev.nfdrop.trace.engine;

import dev.nfdrop.trace.record.DropSource;
import java.util.List;

/// What came of attaching an engine.
sealed interface EngineAttempt {
  /// In the kernel, not calibrated yet. Whoever receives it closes the engine.
  ///
  /// @param sites one line for each site: the instruction and where the values live there
  /// @param tellsHooks whether it tells which function of others at a hook has dropped
  record Attached(DropSource engine, List<String> sites, boolean tellsHooks)
      implements EngineAttempt {}

  /// Nothing is attached.
  ///
  /// @param reason why this kernel cannot be served by the engine
  record Unusable(String reason, List<String> sites) implements EngineAttempt {}
}
