package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Vms;

/// Where drops are freed inside.
final class Debian13CountTest extends Counts {
  Debian13CountTest() {
    super(Nfdrop.in(Vms.debian13()), "kprobe", 20_000);
  }
}
