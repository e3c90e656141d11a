package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Vms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/// The options that select drops, by each engine.
@ExtendWith(ThisMachine.class)
final class SelectionTest {

  @Test
  void eachOptionShowsItsDropsAndNoOthers() {
    Selections.all(Nfdrop.on(new NativeHost()), "tracepoint").assertSelect();
  }

  @Test
  void byAKprobeInAKernelOfAnotherAge() {
    Selections.some(Nfdrop.in(Vms.of(Kernel.of("5.10.0-32-amd64"))), "kprobe").assertSelect();
  }

  @Test
  void fromTheKernelsTrace() {
    Selections.some(Nfdrop.on(new NativeHost()), "nftrace").assertSelect();
  }
}
