/// Maps: what programs and user space share.
///
/// A [MapSpec] is plain data; [MapSpec#create()] makes the [BpfMap], which is alive until closed
/// and as long as a loaded program uses it.
@NullMarked
package dev.nfdrop.ebpf.map;

import org.jspecify.annotations.NullMarked;
