@NullMarked
package dev.nfdrop.trace.nftrace;

import org.jspecify.annotations.NullMarked;
