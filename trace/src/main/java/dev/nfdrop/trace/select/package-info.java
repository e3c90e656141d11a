/// Which drops to report.
@NullMarked
package dev.nfdrop.trace.select;

import org.jspecify.annotations.NullMarked;
