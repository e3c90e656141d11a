package dev.nfdrop.locator.machine;

import java.util.Optional;

/// Names for addresses: kallsyms for live text, the symbol table for an image.
@FunctionalInterface
public interface Symbols {
  /// The function that starts exactly at `address`.
  Optional<String> functionAt(long address);

  /// Knows no name.
  Symbols NONE = address -> Optional.empty();
}
