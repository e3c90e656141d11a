/// eBPF for Java: see the subpackages.
@NullMarked
package dev.nfdrop.ebpf;

import org.jspecify.annotations.NullMarked;
