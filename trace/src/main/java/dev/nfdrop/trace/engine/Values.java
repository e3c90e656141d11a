package dev.nfdrop.trace.engine;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.locator.site.Location;
import dev.nfdrop.locator.site.Location.InMemory;
import dev.nfdrop.locator.site.Location.InRegister;
import dev.nfdrop.locator.site.Location.OnStack;
import dev.nfdrop.trace.record.Reads;

/// Emits code that fetches values from the places that the locator names.
final class Values {
  private Values() {}

  /// Leaves the value at a place in a slot of the frame; zero where it cannot be read.
  static void fetch(Assembler code, MachineState state, Location place, int slot) {
    switch (place) {
      case InRegister(var register) -> state.register(code, register, slot);
      case OnStack(var _, long offset, int bytes) -> state.stack(code, offset, bytes, slot);
      case InMemory(var base, long offset, int bytes) -> {
        fetch(code, state, base, slot);
        new Reads(code).toFrame(slot, bytes, slot, Math.toIntExact(offset));
      }
    }
  }
}
