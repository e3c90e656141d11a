@NullMarked
package dev.nfdrop.ebpf.ringbuf;

import org.jspecify.annotations.NullMarked;
