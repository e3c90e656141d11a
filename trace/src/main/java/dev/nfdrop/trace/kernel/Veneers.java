package dev.nfdrop.trace.kernel;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Text;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the calls of some arm64 code go that lead through a [Veneer]; kallsyms has no names for
/// veneers.
final class Veneers {
  /// `bl`: 26 bits of distance in words.
  private static final int CALL = 0x94000000;

  private static final int CALL_MASK = 0xfc000000;

  private Veneers() {}

  /// The functions' addresses by those of the veneers.
  static Map<Long, Long> in(List<Text> texts, Architecture architecture, KernelMemory memory) {
    var targets = new HashMap<Long, Long>();
    if (architecture == Architecture.ARM64) {
      for (var text : texts) {
        for (long at = text.address(); at + Integer.BYTES <= text.end(); at += Integer.BYTES) {
          int word = (int) text.signed(at, Integer.BYTES);
          if ((word & CALL_MASK) == CALL) {
            add(targets, at + ((word << 6) >> 4), memory);
          }
        }
      }
    }
    return targets;
  }

  private static void add(Map<Long, Long> targets, long address, KernelMemory memory) {
    if (!targets.containsKey(address)) {
      memory
          .read(address, Veneer.BYTES)
          .ifPresent(
              bytes -> Veneer.target(address, bytes).ifPresent(to -> targets.put(address, to)));
    }
  }
}
