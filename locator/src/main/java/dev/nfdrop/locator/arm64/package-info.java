/// AArch64 machine code: 32-bit words, little endian, to what they do.
///
/// The names and fields are those of the Arm Architecture Reference Manual (DDI 0487), chapter C4
/// for the encodings and C6 for the instructions. Integer instructions are understood, with the
/// aliases that objdump prints; vector and floating-point ones as far as they touch integer
/// registers, flags or memory. Any other word is
/// [unknown][dev.nfdrop.locator.machine.Instruction#unknown].
@NullMarked
package dev.nfdrop.locator.arm64;

import org.jspecify.annotations.NullMarked;
