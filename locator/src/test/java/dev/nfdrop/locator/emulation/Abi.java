package dev.nfdrop.locator.emulation;

import dev.nfdrop.locator.machine.Architecture;
import java.util.List;
import java.util.OptionalInt;

/// How functions are called, in terms of [Unicorn]'s list of registers.
///
/// @param registers how many there are; after them come the flags and the program counter
/// @param arguments the registers of the first three
/// @param linkRegister that holds the return address; empty if it is on the stack
/// @param warning the trap that WARN() is made of
@SuppressWarnings("ArrayRecordComponent")
record Abi(
    int registers,
    List<Integer> arguments,
    int result,
    int stackPointer,
    OptionalInt linkRegister,
    byte[] warning) {

  static Abi of(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> // rdi, rsi, rdx; rax; rsp; ud2
          new Abi(16, List.of(7, 6, 2), 0, 4, OptionalInt.empty(), new byte[] {0x0f, 0x0b});
      case ARM64 -> // x0, x1, x2; x0; sp; x30; brk #0x800
          new Abi(
              32,
              List.of(0, 1, 2),
              0,
              31,
              OptionalInt.of(30),
              new byte[] {0, 0, 0x21, (byte) 0xd4});
    };
  }

  int argument(int position) {
    return arguments.get(position);
  }

  int programCounter() {
    return registers + 1;
  }
}
