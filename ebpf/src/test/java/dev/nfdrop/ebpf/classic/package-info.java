@NullMarked
package dev.nfdrop.ebpf.classic;

import org.jspecify.annotations.NullMarked;
