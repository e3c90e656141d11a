package dev.nfdrop.trace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class TransportHeaderTest {
  private static final String IPV4 = "4500001c00000000401100000a0000010a000002";
  private static final String IPV4_WITH_OPTIONS =
      "4600001c00000000401100000a0000010a00000201010101";
  private static final String LATER_FRAGMENT = "4500001c00000001401100000a0000010a000002";
  private static final String ADDRESSES =
      "20010db8000000000000000000000001" + "20010db8000000000000000000000002";
  private static final String IPV6 = "6000000000083a40" + ADDRESSES;
  private static final String IPV6_WITH_HEADERS =
      "6000000000180040" + ADDRESSES + "2c00000000000000" + "1100000000000000";
  private static final String IPV6_LATER_FRAGMENT =
      "6000000000102c40" + ADDRESSES + "1100000800000000";

  @Test
  void liesBehindOptionsAndExtensionHeaders() {
    assertThat(of(IPV4)).contains(new TransportHeader(17, 14 + 20));
    assertThat(of(IPV4_WITH_OPTIONS)).contains(new TransportHeader(17, 14 + 24));
    assertThat(of(IPV6)).contains(new TransportHeader(58, 14 + 40));
    assertThat(of(IPV6_WITH_HEADERS)).contains(new TransportHeader(17, 14 + 40 + 16));
  }

  @Test
  void laterFragmentsHaveNone() {
    assertThat(of(LATER_FRAGMENT)).isEmpty();
    assertThat(of(IPV6_LATER_FRAGMENT)).isEmpty();
  }

  @Test
  void noPrefixOfAPacketIsReadBeyondItsEnd() {
    for (int length = 0; length < IPV6_WITH_HEADERS.length() - 16; length += 2) {
      assertThat(of(IPV6_WITH_HEADERS.substring(0, length))).isEmpty();
    }
  }

  /// Behind 14 bytes of an Ethernet header.
  private static Optional<TransportHeader> of(String hex) {
    var bytes = HexFormat.of().parseHex("00".repeat(14) + hex);
    return TransportHeader.of(
        new CapturedPacket(
            MemorySegment.ofArray(bytes),
            0,
            bytes.length,
            0x0800,
            0,
            14,
            14,
            OffloadedVlan.NONE,
            bytes.length - 14));
  }
}
