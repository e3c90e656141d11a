package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/// The scenarios on the kernels of this run (`-Dlab.kernels`, see [Combination]).
@ParameterizedClass
@MethodSource("combinations")
final class KernelScenarioTest extends Scenarios {

  @Parameter
  @SuppressWarnings("NullAway.Init")
  private Combination combination;

  static Stream<Combination> combinations() {
    return Combination.selected();
  }

  @BeforeParameterizedClassInvocation
  void startTracing(Combination next) {
    begin(Nfdrop.in(next.vm()), next.engine(), next.toString());
  }

  @AfterParameterizedClassInvocation
  void anInterruptEndsItCleanly() {
    end();
  }

  @Test
  void theKernelHasNoComplaint() {
    assertThat(combination.vm().kernelWarnings()).isEmpty();
  }
}
