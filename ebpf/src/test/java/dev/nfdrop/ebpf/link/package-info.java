@NullMarked
package dev.nfdrop.ebpf.link;

import org.jspecify.annotations.NullMarked;
