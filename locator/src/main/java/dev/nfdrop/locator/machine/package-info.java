/// Machine code as data: what one instruction of any architecture does to registers, memory, flags
/// and the flow of control.
///
/// A [dev.nfdrop.locator.machine.Decoder] turns bytes of a [dev.nfdrop.locator.machine.Code] into
/// [dev.nfdrop.locator.machine.Instruction]s. All values are 64 bits wide; a narrower result is
/// zero-extended unless a [dev.nfdrop.locator.machine.Expression.SignExtend] says otherwise. All
/// expressions of one instruction are evaluated in the state before it; its effects then happen at
/// once, in no order.
@NullMarked
package dev.nfdrop.locator.machine;

import org.jspecify.annotations.NullMarked;
