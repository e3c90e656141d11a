/// An assembler and a disassembler for eBPF instructions.
///
/// Instructions are plain records ([Instruction]); an [Assembler] lines them up and binds the
/// labels; the result is [Code], which depends on nothing of the running kernel: maps are named,
/// not opened.
///
/// ```java
/// var code = new Assembler();
/// var miss = code.label("miss");
/// code.store(U32, R10, -4, 0)
///     .loadMap(R1, "drops")
///     .move(R2, R10)
///     .add(R2, -4)
///     .call(Helper.MAP_LOOKUP_ELEM)
///     .jumpIf(EQUAL, R0, 0, miss)
///     .move(R1, 1)
///     .atomicAdd(U64, R0, 0, R1)
///     .bind(miss)
///     .move(R0, 0)
///     .exit();
/// ```
///
/// The encoding is that of Documentation/bpf/standardization/instruction-set.rst.
@NullMarked
package dev.nfdrop.ebpf.asm;

import org.jspecify.annotations.NullMarked;
