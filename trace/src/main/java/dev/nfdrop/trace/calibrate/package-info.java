/// Shows an engine drops whose rules are known, in a throwaway network namespace, and compares.
@NullMarked
package dev.nfdrop.trace.calibrate;

import org.jspecify.annotations.NullMarked;
