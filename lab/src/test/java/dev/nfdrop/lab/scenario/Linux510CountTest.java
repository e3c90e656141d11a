package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;

/// Where drops are returned to the caller.
final class Linux510CountTest extends Counts {
  Linux510CountTest() {
    super(Nfdrop.in(Vms.of(Kernel.of("5.10.0-32-amd64"))), "kprobe", 20_000);
  }
}
