package dev.nfdrop.trace.engine;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.X86Register;
import dev.nfdrop.locator.site.Location;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// Reads a place of the rule that somebody wants to try: a register (`r12`), or a word of the stack
/// counted from the return address (`-5`).
final class Assumption {
  private static final Pattern WORD = Pattern.compile("-?\\d{1,3}");

  private Assumption() {}

  /// @throws IllegalArgumentException if it is neither
  static Location place(String text, Architecture architecture) {
    Register stackPointer =
        switch (architecture) {
          case X86_64 -> X86Register.RSP;
          case ARM64 -> Arm64Register.SP;
        };
    if (WORD.matcher(text).matches()) {
      // The stack pointer of the site is one word above the return address.
      var offset = (Integer.parseInt(text) - 1L) * Long.BYTES;
      return new Location.OnStack(stackPointer, offset, Long.BYTES);
    }
    return registers(architecture)
        .filter(register -> register.fullName().equals(text))
        .findFirst()
        .<Location>map(Location.InRegister::new)
        .orElseThrow(
            () -> new IllegalArgumentException("'%s' is no register or word".formatted(text)));
  }

  private static Stream<? extends Register> registers(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> Stream.of(X86Register.values());
      case ARM64 -> Stream.of(Arm64Register.values());
    };
  }
}
