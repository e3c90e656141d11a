package dev.nfdrop.trace.element;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.expression.Step.Base;
import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.record.RawDrop;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// What a record of a dropped packet tells.
///
/// @param family of the table
/// @param transport where its transport header is; empty where that is not known
record PacketFacts(RawDrop drop, Family family, Optional<TransportHeader> transport)
    implements Facts {
  /// `IFNAMSIZ`, include/uapi/linux/if.h.
  private static final int NAME_BYTES = 16;

  // spotless:off
  /// `enum nft_meta_keys`, include/uapi/linux/netfilter/nf_tables.h.
  private static final int LENGTH = 0;
  private static final int PROTOCOL = 1;
  private static final int MARK = 3;
  private static final int IN_INDEX = 4;
  private static final int OUT_INDEX = 5;
  private static final int IN_NAME = 6;
  private static final int OUT_NAME = 7;
  private static final int PROTOCOL_FAMILY = 15;
  private static final int TRANSPORT_PROTOCOL = 16;

  private static final int IPV4 = 0x0800;
  private static final int IPV6 = 0x86dd;
  // spotless:on

  static PacketFacts of(RawDrop drop, Family family) {
    return new PacketFacts(drop, family, TransportHeader.of(drop.packet()));
  }

  @Override
  public Optional<ByteBuffer> bytes(Base base, int offset, int length) {
    var packet = drop.packet();
    int start =
        switch (base) {
          case LINK_LAYER -> packet.vlan().present() ? CapturedPacket.UNSET : packet.macOffset();
          case NETWORK -> packet.networkOffset();
          case TRANSPORT -> transport.map(TransportHeader::offset).orElse(CapturedPacket.UNSET);
        };
    return start < 0 || offset < 0 || length < 0
        ? Optional.empty()
        : bytes(packet, (long) start + offset, length);
  }

  private static Optional<ByteBuffer> bytes(CapturedPacket packet, long at, int length) {
    if (at + length > packet.captured()) {
      return Optional.empty();
    }
    var bytes = new byte[length];
    MemorySegment.copy(
        packet.bytes(), ValueLayout.JAVA_BYTE, packet.start() + at, bytes, 0, length);
    return Optional.of(ByteBuffer.wrap(bytes));
  }

  @Override
  public Optional<ByteBuffer> property(int key) {
    return switch (key) {
      case LENGTH ->
          drop.length().isPresent()
              ? Optional.of(word(drop.length().getAsInt()))
              : Optional.empty();
      case PROTOCOL -> Optional.of(ByteBuffer.allocate(Short.BYTES).putShort(0, protocol()));
      case MARK -> Optional.of(word(drop.mark()));
      case IN_INDEX -> index(drop.inIndex());
      case OUT_INDEX -> index(drop.outIndex());
      case IN_NAME -> name(drop.inName());
      case OUT_NAME -> name(drop.outName());
      case PROTOCOL_FAMILY -> packetFamily().map(found -> octet(found.number()));
      case TRANSPORT_PROTOCOL -> transport.map(found -> octet(found.protocol()));
      default -> Optional.empty();
    };
  }

  private short protocol() {
    return (short) drop.packet().protocol();
  }

  /// Chains of `inet` see packets of their own families.
  private Optional<Family> packetFamily() {
    return family != Family.INET
        ? Optional.of(family)
        : switch (drop.packet().protocol()) {
          case IPV4 -> Optional.of(Family.IP);
          case IPV6 -> Optional.of(Family.IP6);
          default -> Optional.empty();
        };
  }

  private static Optional<ByteBuffer> index(int index) {
    return index == 0 ? Optional.empty() : Optional.of(word(index));
  }

  private static Optional<ByteBuffer> name(String name) {
    return name.isEmpty()
        ? Optional.empty()
        : Optional.of(
            ByteBuffer.wrap(Arrays.copyOf(name.getBytes(StandardCharsets.UTF_8), NAME_BYTES)));
  }

  private static ByteBuffer word(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.nativeOrder()).putInt(0, value);
  }

  private static ByteBuffer octet(int value) {
    return ByteBuffer.allocate(Byte.BYTES).put(0, (byte) value);
  }
}
