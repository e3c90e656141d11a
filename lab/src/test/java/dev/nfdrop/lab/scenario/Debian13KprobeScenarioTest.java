package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Vms;
import org.junit.jupiter.api.Test;

final class Debian13KprobeScenarioTest extends Scenarios {

  Debian13KprobeScenarioTest() {
    super(Nfdrop.in(Vms.debian13()), "kprobe");
  }

  @Test
  void theKernelHasNoComplaint() {
    assertThat(Vms.debian13().kernelWarnings()).isEmpty();
  }
}
