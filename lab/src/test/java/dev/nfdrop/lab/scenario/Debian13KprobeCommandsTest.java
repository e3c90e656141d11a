package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;

final class Debian13KprobeCommandsTest extends ProbeCommands {

  Debian13KprobeCommandsTest() {
    super(Nfdrop.in(Vms.debian13()), "kprobe", "r10");
  }
}
