package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;

final class Debian13ConnectionTest extends Connections {

  Debian13ConnectionTest() {
    super(Nfdrop.in(Vms.debian13()), "kprobe");
  }
}
