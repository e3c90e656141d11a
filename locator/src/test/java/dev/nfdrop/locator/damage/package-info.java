/// Damaged input: how it is made, and the bounds within which it has to be dealt with.
@NullMarked
package dev.nfdrop.locator.damage;

import org.jspecify.annotations.NullMarked;
