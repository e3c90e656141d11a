/// Tests.
@NullMarked
package dev.nfdrop.trace.owner;

import org.jspecify.annotations.NullMarked;
