@NullMarked
package dev.nfdrop.ebpf;

import org.jspecify.annotations.NullMarked;
