/// Shows what the locator finds in a function, of the running kernel or of an image.
@NullMarked
package dev.nfdrop.trace.locate;

import org.jspecify.annotations.NullMarked;
