/// What the expressions of a rule do with the kernel's registers.
@NullMarked
package dev.nfdrop.nftables.expression;

import org.jspecify.annotations.NullMarked;
