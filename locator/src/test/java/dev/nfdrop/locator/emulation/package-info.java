/// What decoded instructions say they do, against an emulated processor.
@NullMarked
package dev.nfdrop.locator.emulation;

import org.jspecify.annotations.NullMarked;
