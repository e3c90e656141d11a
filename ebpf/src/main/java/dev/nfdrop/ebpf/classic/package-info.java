/// Classic BPF, the language of packet filters: checked, run in Java, or translated to eBPF.
///
/// ```java
/// var program = ClassicProgram.decode(filter); // struct sock_filter[], of libpcap for example
/// var place = new PacketPlace(R7, 0, 256, 256, R8, R9);
/// ClassicTranslator.append(code, program, place, match, noMatch, undecided);
/// ```
@NullMarked
package dev.nfdrop.ebpf.classic;

import org.jspecify.annotations.NullMarked;
