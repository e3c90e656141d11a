package dev.nfdrop.locator.machine;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/// A function's machine code with all that is known about it from outside.
///
/// @param function the name of the function in the source
/// @param architecture of the code
/// @param parts the function itself first, then `.cold` and other outlined parts
/// @param symbols names for addresses that no reference covers
/// @param references relocations by the address of their first byte; empty for live text
/// @param patchSites bytes that the kernel rewrites
public record Code(
    String function,
    Architecture architecture,
    List<Text> parts,
    Symbols symbols,
    Map<Long, Reference> references,
    List<PatchSite> patchSites) {

  public Code {
    if (parts.isEmpty()) {
      throw new IllegalArgumentException("no text for " + function);
    }
    parts = List.copyOf(parts);
    references = Map.copyOf(references);
    patchSites = List.copyOf(patchSites);
  }

  /// The part that starts with the function's entry.
  public Text main() {
    return parts.getFirst();
  }

  /// The part that an address lies in.
  public Optional<Text> partAt(long address) {
    for (var part : parts) {
      if (part.contains(address)) {
        return Optional.of(part);
      }
    }
    return Optional.empty();
  }

  /// The relocation on one of an instruction's bytes.
  public Optional<Reference> referenceIn(Instruction instruction) {
    for (long at = instruction.address(); at < instruction.end(); at++) {
      var reference = references.get(at);
      if (reference != null) {
        return Optional.of(reference);
      }
    }
    return Optional.empty();
  }
}
