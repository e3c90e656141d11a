/// The system-call layer: the only package with `Linker` and downcalls for system calls.
///
/// Every public type owns one kernel object ([FileDescriptor], [Mapping], [NetworkNamespace],
/// [NetlinkSocket], [PacketSocket], [Epoll]) and closes it; [OpenResources] knows all that are
/// open. What the kernel refuses becomes a [KernelException]. Supported: Linux on x86-64 and
/// aarch64.
@NullMarked
package dev.nfdrop.ebpf.sys;

import org.jspecify.annotations.NullMarked;
