@NullMarked
package dev.nfdrop.trace.packet;

import org.jspecify.annotations.NullMarked;
