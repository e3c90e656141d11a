package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;

/// Where drops are freed inside.
final class Debian13VerdictTest extends Verdicts {

  Debian13VerdictTest() {
    super(Nfdrop.in(Vms.debian13()), "kprobe", true);
  }
}
