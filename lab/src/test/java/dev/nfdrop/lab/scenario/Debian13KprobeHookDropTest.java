package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;

final class Debian13KprobeHookDropTest extends HookDrops {

  Debian13KprobeHookDropTest() {
    super(Nfdrop.in(Vms.debian13()), "kprobe");
  }
}
