package dev.nfdrop.locator.corpus;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Arm64Register;
import dev.nfdrop.locator.machine.Register;
import dev.nfdrop.locator.machine.Width;
import dev.nfdrop.locator.machine.X86Register;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/// Capstone's names for registers, to the names of the whole registers that are modelled.
final class RegisterNames {
  private final Map<String, String> full = new HashMap<>();

  RegisterNames(Architecture architecture) {
    Register[] registers =
        switch (architecture) {
          case X86_64 -> X86Register.values();
          case ARM64 -> Arm64Register.values();
        };
    for (var register : registers) {
      for (var width : Width.values()) {
        full.put(register.name(width), register.name(Width.LONG));
      }
    }
    switch (architecture) {
      case X86_64 -> {
        full.put("rflags", RegisterUse.FLAGS);
        for (char letter : "abcd".toCharArray()) {
          full.put(letter + "h", "r" + letter + "x");
        }
      }
      case ARM64 -> {
        full.put("nzcv", RegisterUse.FLAGS);
        full.put("fp", "x29");
        full.put("lr", "x30");
      }
    }
  }

  /// Without those that are not modelled: segment, vector, system registers, `rip`.
  Set<String> full(Set<String> names) {
    var found = new TreeSet<String>();
    for (var name : names) {
      var whole = full.get(name);
      if (whole != null) {
        found.add(whole);
      }
    }
    return found;
  }
}
