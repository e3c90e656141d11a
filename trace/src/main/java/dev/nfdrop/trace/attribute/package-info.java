/// From a raw record to a drop that people read: names, rule text, packet.
@NullMarked
package dev.nfdrop.trace.attribute;

import org.jspecify.annotations.NullMarked;
