package dev.nfdrop.trace.record;

import static java.nio.ByteOrder.BIG_ENDIAN;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.trace.Conntrack;
import dev.nfdrop.trace.Conntrack.Entry;
import dev.nfdrop.trace.Conntrack.State;
import dev.nfdrop.trace.Conntrack.Status;
import dev.nfdrop.trace.Conntrack.Tuple;
import dev.nfdrop.trace.kernel.ConntrackLayout;
import dev.nfdrop.trace.packet.IpAddress;
import dev.nfdrop.trace.packet.IpProtocol;
import dev.nfdrop.trace.packet.Ipv4Address;
import dev.nfdrop.trace.packet.Ipv6Address;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Arrays;
import java.util.Optional;
import java.util.OptionalInt;

/// Reads what [ConntrackRecorder] wrote.
final class RecordedConntrack {
  /// `enum ip_conntrack_info`, include/uapi/linux/netfilter/nf_conntrack_common.h.
  private static final int ESTABLISHED = 0;

  private static final int RELATED = 1;
  private static final int NEW = 2;
  private static final int ESTABLISHED_REPLY = 3;
  private static final int RELATED_REPLY = 4;
  private static final int UNTRACKED = 7;

  /// `IPS_TEMPLATE`: no connection, but a wish for one that is to be made.
  private static final int TEMPLATE = 1 << 11;

  private static final ValueLayout.OfShort PORT =
      ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfInt WORD =
      ValueLayout.JAVA_INT_UNALIGNED.withOrder(BIG_ENDIAN);
  private static final ValueLayout.OfLong HALF =
      ValueLayout.JAVA_LONG_UNALIGNED.withOrder(BIG_ENDIAN);

  private final MemorySegment data;
  private final long base;

  /// @param base where the record begins
  RecordedConntrack(MemorySegment data, long base) {
    this.data = data;
    this.base = base;
  }

  /// Empty where the packet has no connection, or none that is understood.
  Optional<Conntrack> read() {
    int info = i32(RecordFormat.CONNTRACK_INFO);
    if (i32(RecordFormat.CONNTRACK_ENTRY) != RecordFormat.CONNTRACK_IS_READ) {
      return info == UNTRACKED ? Optional.of(Conntrack.UNTRACKED) : Optional.empty();
    }
    int status = i32(RecordFormat.CONNTRACK_STATUS);
    if ((status & TEMPLATE) != 0) {
      return Optional.empty();
    }
    return state(info).map(state -> new Conntrack(state, Optional.of(entry(info, status))));
  }

  private static Optional<State> state(int info) {
    return switch (info) {
      case NEW -> Optional.of(State.NEW);
      case ESTABLISHED, ESTABLISHED_REPLY -> Optional.of(State.ESTABLISHED);
      case RELATED, RELATED_REPLY -> Optional.of(State.RELATED);
      default -> Optional.empty();
    };
  }

  private Entry entry(int info, int status) {
    return new Entry(
        info == ESTABLISHED_REPLY || info == RELATED_REPLY,
        Arrays.stream(Status.values()).filter(bit -> bit.in(status)).toList(),
        Short.toUnsignedInt(
            data.get(ValueLayout.JAVA_SHORT_UNALIGNED, base + RecordFormat.CONNTRACK_ZONE)),
        i32(RecordFormat.CONNTRACK_MARK),
        tuple(base + RecordFormat.CONNTRACK_ORIGINAL),
        tuple(base + RecordFormat.CONNTRACK_REPLY));
  }

  private Tuple tuple(long at) {
    int family =
        Short.toUnsignedInt(
            data.get(ValueLayout.JAVA_SHORT_UNALIGNED, at + ConntrackLayout.FAMILY));
    int protocol =
        Byte.toUnsignedInt(data.get(ValueLayout.JAVA_BYTE, at + ConntrackLayout.PROTOCOL));
    return new Tuple(
        address(family, at + ConntrackLayout.SOURCE),
        address(family, at + ConntrackLayout.DESTINATION),
        IpProtocol.name(protocol),
        port(protocol, at + ConntrackLayout.SOURCE_PORT),
        port(protocol, at + ConntrackLayout.DESTINATION_PORT));
  }

  private String address(int family, long at) {
    IpAddress address =
        family == Family.IP6.number()
            ? new Ipv6Address(data.get(HALF, at), data.get(HALF, at + Long.BYTES))
            : new Ipv4Address(data.get(WORD, at));
    return address.toString();
  }

  private OptionalInt port(int protocol, long at) {
    return IpProtocol.hasPorts(protocol)
        ? OptionalInt.of(Short.toUnsignedInt(data.get(PORT, at)))
        : OptionalInt.empty();
  }

  private int i32(int field) {
    return data.get(ValueLayout.JAVA_INT_UNALIGNED, base + field);
  }
}
