/// Reading of BPF ring buffers through their mapped pages, without a system call per record.
///
/// The programs submit with [RingBufferFlag#NO_WAKEUP]; the reader looks every few milliseconds.
@NullMarked
package dev.nfdrop.ebpf.ringbuf;

import org.jspecify.annotations.NullMarked;
