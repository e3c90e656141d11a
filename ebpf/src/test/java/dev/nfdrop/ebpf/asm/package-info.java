@NullMarked
package dev.nfdrop.ebpf.asm;

import org.jspecify.annotations.NullMarked;
