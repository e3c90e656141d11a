package dev.nfdrop.trace.engine;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.calibrate.CalibrationGround;
import dev.nfdrop.trace.calibrate.HookCalibration;
import dev.nfdrop.trace.kernel.RunningKernel;
import dev.nfdrop.trace.record.Recording;
import dev.nfdrop.trace.select.Selection;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/// On this machine's own kernel, which has BPF programs at netfilter hooks.
final class HookPlacesTest {
  @Test
  void whichFunctionDroppedIsToldRightly() {
    var kernel = ((RunningKernel.Reading.Known) RunningKernel.read()).kernel();
    var sites = ((DropSites.Finding.Found) DropSites.find(kernel)).sites();
    var function = kernel.symbols().findCode("nf_hook_run_bpf").getFirst().address();
    try (var ground = CalibrationGround.prepare()) {
      var attempt =
          TracepointEngine.attach(
              kernel,
              ground,
              sites,
              UnaryOperator.identity(),
              new Recording(kernel.layout(), Selection.ALL, false),
              true);
      try (var engine = ((EngineAttempt.Attached) attempt).engine()) {
        assertThat(HookCalibration.run(ground, engine, function))
            .isInstanceOf(HookCalibration.Outcome.Passed.class);
        try (var _ = Bystander.attach()) {
          assertThat(HookCalibration.run(ground, engine, function))
              .isInstanceOf(HookCalibration.Outcome.Passed.class);
        }
        assertThat(HookCalibration.run(ground, engine, function + 1))
            .isInstanceOf(HookCalibration.Outcome.Failed.class);
      }
    }
  }
}
