/// Packets as they were when they were dropped: decoded layer by layer from captured bytes.
///
/// Nothing in a packet is trusted. {@link PacketDecoder} reads only what was captured, returns what
/// it could read, and says in one {@link Flaw} why it went no further.
@NullMarked
package dev.nfdrop.trace.packet;

import org.jspecify.annotations.NullMarked;
