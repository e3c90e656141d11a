/// Links: where loaded programs are attached.
///
/// A [Link] is attached until it is closed, or until the process ends in whatever way.
@NullMarked
package dev.nfdrop.ebpf.link;

import org.jspecify.annotations.NullMarked;
