/// Benchmarks in the JVM.
@NullMarked
package dev.nfdrop.bench;

import org.jspecify.annotations.NullMarked;
