package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Vms;
import org.junit.jupiter.api.Test;

final class Debian13TracepointScenarioTest extends Scenarios {

  Debian13TracepointScenarioTest() {
    super(Nfdrop.in(Vms.debian13()), "tracepoint");
  }

  @Test
  void theKernelHasNoComplaint() {
    assertThat(Vms.debian13().kernelWarnings()).isEmpty();
  }
}
