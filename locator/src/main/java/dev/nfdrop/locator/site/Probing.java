package dev.nfdrop.locator.site;

import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Instruction;
import java.util.Locale;
import java.util.Optional;

/// Whether a kprobe may stand on an instruction.
final class Probing {
  private Probing() {}

  /// What speaks against it: the kernel rewrites these bytes itself.
  static Optional<String> obstacle(Code code, Instruction instruction) {
    return code.patchSites().stream()
        .filter(site -> site.overlaps(instruction.address(), instruction.length()))
        .findFirst()
        .map(site ->
            "the kernel patches these bytes itself ("
                + site.kind().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                + ")");
  }
}
