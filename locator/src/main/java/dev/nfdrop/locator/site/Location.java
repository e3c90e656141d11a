package dev.nfdrop.locator.site;

import dev.nfdrop.locator.machine.Register;

/// Where a value is when an instruction is about to run.
public sealed interface Location {

  /// In a register.
  record InRegister(Register register) implements Location {
    @Override
    public String toString() {
      return register.fullName();
    }
  }

  /// In a stack slot.
  ///
  /// @param stackPointer the register
  /// @param offset from what it holds at that instruction, in bytes
  /// @param bytes the slot's width
  record OnStack(Register stackPointer, long offset, int bytes) implements Location {
    /// The slot's address: `rsp+0x60`.
    String address() {
      return stackPointer.fullName() + signed(offset);
    }

    @Override
    public String toString() {
      return "[" + address() + "]";
    }
  }

  /// In memory, at an offset from an address that is somewhere itself.
  record InMemory(Location base, long offset, int bytes) implements Location {
    @Override
    public String toString() {
      return "[" + base + signed(offset) + "]";
    }
  }

  private static String signed(long offset) {
    return (offset < 0 ? "-0x" : "+0x") + Long.toHexString(Math.abs(offset));
  }
}
