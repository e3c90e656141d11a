package dev.nfdrop.locator.x86;

import java.util.List;

/// One row of the opcode map.
///
/// @param mnemonic what it does
/// @param operands their kinds in Intel order, such as `Ev`, `Gv`, `Ib`; see [OpcodeMap]
record Opcode(Mnemonic mnemonic, List<String> operands) {}
