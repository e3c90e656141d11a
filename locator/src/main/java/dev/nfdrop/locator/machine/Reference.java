package dev.nfdrop.locator.machine;

/// A relocation that is not applied: the field at an address stands for a symbol.
///
/// @param symbol the symbol's name; a section's name where the relocation is against a section
/// @param offset from the symbol to what the instruction means, in bytes. The encoding's own bias
///   is taken out: a call to the start of a function has 0 on both architectures.
/// @param target the symbol plus offset in the image's own layout where it is defined there, 0
///   otherwise
public record Reference(String symbol, long offset, long target) {}
