/// eBPF for Java: an assembler, programs, maps, links, ring buffers, BTF and kernel symbols, all
/// through the FFM API, without a native library.
module dev.nfdrop.ebpf {
  requires static transitive org.jspecify;

  exports dev.nfdrop.ebpf.asm;
  exports dev.nfdrop.ebpf.btf;
  exports dev.nfdrop.ebpf.classic;
  exports dev.nfdrop.ebpf.kallsyms;
  exports dev.nfdrop.ebpf.link;
  exports dev.nfdrop.ebpf.map;
  exports dev.nfdrop.ebpf.program;
  exports dev.nfdrop.ebpf.ringbuf;
  exports dev.nfdrop.ebpf.sys;
}
