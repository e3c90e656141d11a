/// What decoded instructions say they do, and what the locator says its places hold, against an
/// emulated processor.
@NullMarked
package dev.nfdrop.locator.emulation;

import org.jspecify.annotations.NullMarked;
