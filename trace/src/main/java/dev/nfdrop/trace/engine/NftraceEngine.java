package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.nftrace.NftraceSource;
import dev.nfdrop.trace.select.Selection;
import java.util.List;
import java.util.Optional;

/// The engine `nftrace`: the kernel's own trace, switched on by tables in the ruleset.
final class NftraceEngine {
  private static final String PRICE =
      "only when asked for (--engine nftrace): adds tables to the ruleset of one network namespace";

  private NftraceEngine() {}

  /// Traces the calibration's ground.
  static EngineAttempt attach(CalibrationGround ground, Selection selection) {
    var source = new NftraceSource(selection);
    try {
      source.restrictTo(Optional.of(ground.namespace()));
      return new EngineAttempt.Attached(source, List.of(PRICE), false);
    } catch (KernelException e) {
      return new EngineAttempt.Unusable(
          "a table that traces packets cannot be made: " + e.getMessage(), List.of(PRICE));
    }
  }
}
