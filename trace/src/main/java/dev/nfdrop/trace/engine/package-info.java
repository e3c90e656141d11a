/// The engines: programs that see a drop, and where each finds rule, packet and base chain.
@NullMarked
package dev.nfdrop.trace.engine;

import org.jspecify.annotations.NullMarked;
