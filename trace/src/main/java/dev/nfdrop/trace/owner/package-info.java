/// Who made a rule, told by the names that programs give to their tables and chains.
@NullMarked
package dev.nfdrop.trace.owner;

import org.jspecify.annotations.NullMarked;
