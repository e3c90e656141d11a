/// The x86-64 decoder: exact lengths for every instruction, meaning for the integer ones.
///
/// Oracle of encodings: Intel 64 and IA-32 Architectures Software Developer's Manual, volume 2,
/// appendix A (opcode maps) and chapter 2 (prefixes, ModR/M, SIB, VEX, EVEX).
@NullMarked
package dev.nfdrop.locator.x86;

import org.jspecify.annotations.NullMarked;
