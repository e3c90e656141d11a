@NullMarked
package dev.nfdrop.ebpf.program;

import org.jspecify.annotations.NullMarked;
