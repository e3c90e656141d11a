@NullMarked
package dev.nfdrop.ebpf.map;

import org.jspecify.annotations.NullMarked;
