package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;

/// Where drops are freed inside, on arm64.
final class Arm64VerdictTest extends Verdicts {

  Arm64VerdictTest() {
    super(Nfdrop.in(Vms.of(Kernel.of("7.3.4+deb13-arm64"))), "kprobe", true);
  }
}
