/// Tests.
@NullMarked
package dev.nfdrop.trace.attribute;

import org.jspecify.annotations.NullMarked;
