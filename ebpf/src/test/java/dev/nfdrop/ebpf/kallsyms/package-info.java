/// Tests of the symbol reader.
@NullMarked
package dev.nfdrop.ebpf.kallsyms;

import org.jspecify.annotations.NullMarked;
