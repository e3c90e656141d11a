/// Follows values through a function: control flow over a [dev.nfdrop.locator.machine.Code], and a
/// forward data flow of symbolic [dev.nfdrop.locator.flow.Value]s over registers and stack slots.
///
/// The data flow gives every place at every block one value. Where paths bring different values
/// together, the place gets a [dev.nfdrop.locator.flow.Value.Merge], whose inputs can be asked for;
/// so the result is the function in static single assignment form, found by iteration.
@NullMarked
package dev.nfdrop.locator.flow;

import org.jspecify.annotations.NullMarked;
