package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;

final class Debian13HookDropTest extends HookDrops {

  Debian13HookDropTest() {
    super(Nfdrop.in(Vms.debian13()), "tracepoint");
  }
}
