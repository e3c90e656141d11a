package dev.nfdrop.locator.flow;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.X86Register;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// How the functions of an architecture's kernel call each other.
///
/// @param stackPointer whose value is the same before and after a call
/// @param framePointer that may hold an address of the frame without giving it away
/// @param returnValue of a call
/// @param arguments in order
/// @param preserved by a callee, the stack pointer excluded
/// @param scratch lost in a call, arguments included
public record Convention(
    Register stackPointer,
    Register framePointer,
    Register returnValue,
    List<Register> arguments,
    List<Register> preserved,
    List<Register> scratch) {

  private static final Convention X86_64 =
      new Convention(
          X86Register.RSP,
          X86Register.RBP,
          X86Register.RAX,
          List.of(
              X86Register.RDI,
              X86Register.RSI,
              X86Register.RDX,
              X86Register.RCX,
              X86Register.R8,
              X86Register.R9),
          List.of(
              X86Register.RBX,
              X86Register.RBP,
              X86Register.R12,
              X86Register.R13,
              X86Register.R14,
              X86Register.R15),
          List.of(
              X86Register.RAX,
              X86Register.RDI,
              X86Register.RSI,
              X86Register.RDX,
              X86Register.RCX,
              X86Register.R8,
              X86Register.R9,
              X86Register.R10,
              X86Register.R11));

  private static final Convention ARM64 =
      new Convention(
          Arm64Register.SP,
          Arm64Register.X29,
          Arm64Register.X0,
          arm64(0, 7).toList(),
          arm64(19, 29).toList(),
          Stream.concat(arm64(0, 17), arm64(30, 30)).toList());

  private static Stream<Register> arm64(int first, int last) {
    return IntStream.rangeClosed(first, last).mapToObj(Arm64Register::of);
  }

  public static Convention of(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> X86_64;
      case ARM64 -> ARM64;
    };
  }
}
