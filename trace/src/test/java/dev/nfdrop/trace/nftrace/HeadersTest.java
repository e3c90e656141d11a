package dev.nfdrop.trace.nftrace;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.Family;
import dev.nfdrop.nftables.Hook;
import dev.nfdrop.nftables.netlink.TraceMessage.Device;
import dev.nfdrop.nftables.netlink.TraceMessage.TracedPacket;
import dev.nfdrop.trace.packet.PacketDecoder;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

final class HeadersTest {
  private static final int IPV4 = Family.IP.number();
  private static final int IPV6 = Family.IP6.number();
  private static final int ETHERNET = 1;

  /// `ARPHRD_NONE`: a tunnel.
  private static final int NO_ETHERNET = 0xfffe;

  private static final String LINK = "020000000001 020000000002 0800";
  private static final String UDP = "1092c9fb 000c 0000";
  private static final String NETWORK = "45000020 0000 4000 40 11 0000 0a010002 0a010001";
  private static final String NETWORK6 =
      "60000000 000c 11 40 fd000001000000000000000000000002 fd000001000000000000000000000001";

  @Test
  void headersThatFollowOneAnotherAreOnePacket() {
    assertThat(text(IPV4, ETHERNET, LINK, NETWORK, UDP))
        .isEqualTo("10.1.0.2:4242 > 10.1.0.1:51707 UDP len 32");
    assertThat(text(IPV6, ETHERNET, "", NETWORK6, UDP))
        .isEqualTo("[fd00:1::2]:4242 > [fd00:1::1]:51707 UDP len 52");
  }

  @Test
  void aTagThatTheDeviceTookOutIsSaidToBeThat() {
    var tagged = "020000000001 020000000002 8100 6064 0800";
    assertThat(text(IPV4, ETHERNET, tagged, NETWORK, UDP))
        .isEqualTo("10.1.0.2:4242 > 10.1.0.1:51707 UDP vlan 100 len 32");
  }

  @Test
  void aTransportHeaderBehindExtensionsIsNotTakenForWhatComesNext() {
    var hopByHop = NETWORK6.replace(" 11 40 ", " 00 40 ");
    assertThat(text(IPV6, ETHERNET, "", hopByHop, UDP))
        .contains("truncated")
        .doesNotContain("4242");
  }

  @Test
  void aTransportHeaderBehindOptionsThatWereCutOffIsNotTakenForWhatComesNext() {
    var network = NETWORK.replace("45000020", "4f000048") + "00".repeat(20);
    assertThat(text(IPV4, ETHERNET, "", network, UDP)).contains("truncated").doesNotContain("4242");
  }

  @Test
  void atABridgeTheFrameTellsTheProtocolAndNobodyTheLength() {
    var packet = packet(Family.BRIDGE.number(), ETHERNET, LINK, NETWORK, UDP);
    var headers = new Headers(packet);
    assertThat(headers.length(Family.BRIDGE, Hook.INPUT)).isEmpty();
    assertThat(PacketDecoder.decode(headers.captured(OptionalInt.empty())))
        .hasToString("10.1.0.2:4242 > 10.1.0.1:51707 UDP len ?");
  }

  @Test
  void aHeaderOfADeviceWithoutEthernetIsLeftOut() {
    assertThat(
            new Headers(packet(IPV4, NO_ETHERNET, LINK, NETWORK, UDP))
                .captured(OptionalInt.empty())
                .macOffset())
        .isNegative();
  }

  @Test
  void atIngressTheLengthIsNotKnown() {
    var headers = new Headers(packet(IPV4, ETHERNET, LINK, NETWORK, UDP));
    assertThat(headers.length(Family.INET, Hook.INGRESS)).isEmpty();
    assertThat(headers.length(Family.INET, Hook.INPUT)).hasValue(32);
  }

  @Test
  void aLengthOfZeroStandsForOneThatDoesNotFit() {
    var headers = new Headers(packet(IPV4, ETHERNET, LINK, NETWORK.replace("0020", "0000"), UDP));
    assertThat(headers.length(Family.IP, Hook.OUTPUT)).isEmpty();
  }

  @Test
  void anyBytesArePutTogether() {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("nfdrop.seed=" + seed);
    var random = new Random(seed);
    for (int i = 0; i < 20_000; i++) {
      var packet =
          new TracedPacket(
              random.nextInt(14),
              random.nextBoolean() ? Optional.of(device(ETHERNET)) : Optional.empty(),
              Optional.empty(),
              ByteBuffer.wrap(bytes(random, 21)),
              ByteBuffer.wrap(bytes(random, 41)),
              ByteBuffer.wrap(bytes(random, 21)));
      var headers = new Headers(packet);
      for (var family : Family.values()) {
        var _ = PacketDecoder.decode(headers.captured(headers.length(family, Hook.INPUT)));
      }
    }
  }

  private static String text(int family, int type, String link, String network, String transport) {
    var headers = new Headers(packet(family, type, link, network, transport));
    return PacketDecoder.decode(headers.captured(headers.length(Family.INET, Hook.INPUT)))
        .toString();
  }

  private static TracedPacket packet(
      int family, int type, String link, String network, String transport) {
    return new TracedPacket(
        family,
        Optional.of(device(type)),
        Optional.empty(),
        view(link),
        view(network),
        view(transport));
  }

  private static Device device(int type) {
    return new Device(2, OptionalInt.of(type));
  }

  private static ByteBuffer view(String digits) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(digits.replace(" ", "")));
  }

  private static byte[] bytes(Random random, int bound) {
    var bytes = new byte[random.nextInt(bound)];
    random.nextBytes(bytes);
    return bytes;
  }
}
