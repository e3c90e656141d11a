@NullMarked
package dev.nfdrop.ebpf.sys;

import org.jspecify.annotations.NullMarked;
