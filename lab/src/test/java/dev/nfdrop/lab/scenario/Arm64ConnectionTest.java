package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;

final class Arm64ConnectionTest extends Connections {

  Arm64ConnectionTest() {
    super(Nfdrop.in(Vms.of(Kernel.of("7.3.4+deb13-arm64"))), "kprobe");
  }
}
