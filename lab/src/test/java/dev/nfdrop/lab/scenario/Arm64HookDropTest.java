package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;

final class Arm64HookDropTest extends HookDrops {

  Arm64HookDropTest() {
    super(Nfdrop.in(Vms.of(Kernel.of("7.3.4+deb13-arm64"))), "tracepoint");
  }
}
