/// Tests of the BTF reader.
@NullMarked
package dev.nfdrop.ebpf.btf;

import org.jspecify.annotations.NullMarked;
