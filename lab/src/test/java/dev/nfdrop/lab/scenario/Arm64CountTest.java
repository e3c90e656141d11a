package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;

/// By the engine that reads the stack, on arm64.
final class Arm64CountTest extends Counts {
  Arm64CountTest() {
    super(Nfdrop.in(Vms.of(Kernel.of("7.3.4+deb13-arm64"))), "tracepoint", 10_000);
  }
}
