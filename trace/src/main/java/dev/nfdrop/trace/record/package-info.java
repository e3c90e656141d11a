/// The raw drop record: its format, the program part that fills it, and the view that reads it.
@NullMarked
package dev.nfdrop.trace.record;

import org.jspecify.annotations.NullMarked;
