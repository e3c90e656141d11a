package dev.nfdrop.trace.packet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class PacketDecoderTest {
  private static final Optional<Flaw> NONE = Optional.empty();
  private static final String V4 = "4500003c 1234 4000 40 06 0000 0a010002 0a010001";
  private static final String V6 =
      "60000000 0028 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002";
  private static final String SYN = "c93a2710 00000001 00000000 a002faf0 0000 0000";
  private static final String SYN_OPTIONS = "0204ffd70402080a000000000000000001030307";

  // spotless:off
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0800 | 4500003c123440004006000 00a0100020a010001 c93a2710000000010000 0000a002faf000000000 0204ffd70402080a000000000000000001030307 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60
      0800 | 45000028 0000 4000 40 06 0000 0a010002 0a010001 c93a2710 00000001 00000002 5012faf0 0000 0000 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP [S.] len 40
      0800 | 45000028 0000 4000 40 06 0000 0a010002 0a010001 c93a2710 00000001 00000002 50fffaf0 0000 0000 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP [FSRP.UEW] len 40
      0800 | 45000020 0000 4000 40 11 0000 0a010002 0a010001 1092c9fb 000c 0000 61626364 | 10.1.0.2:4242 > 10.1.0.1:51707 UDP len 32
      0800 | 45000054 0000 4000 40 01 0000 0a010002 0a010001 0800 0000 0007 0001 0000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000000 | 10.1.0.2 > 10.1.0.1 ICMP echo-request id 7 seq 1 len 84
      0800 | 4500001c 0000 4000 40 01 0000 0a010002 0a010001 2a03 0000 00070001 | 10.1.0.2 > 10.1.0.1 ICMP type 42 len 28
      0800 | 45000018 0000 4000 40 fd 0000 0a010002 0a010001 00000000 | 10.1.0.2 > 10.1.0.1 proto 253 len 24
      0800 | 45000018 0000 4000 40 2f 0000 0a010002 0a010001 00000800 | 10.1.0.2 > 10.1.0.1 GRE len 24
      0800 | 45000020 0000 4000 40 84 0000 0a010002 0a010001 0b590b5a 00000000 00000000 | 10.1.0.2:2905 > 10.1.0.1:2906 SCTP len 32
      0800 | 45000024 0000 4000 40 84 0000 0a010002 0a010001 0b590b5a 00000000 00000000 01000004 | 10.1.0.2:2905 > 10.1.0.1:2906 SCTP [init] len 36
      0800 | 4500003a 0000 4000 40 11 0000 0a010002 0a010001 c93a12b5 0026 0000 08000000 00002a00 020000000002 020000000001 88cc 0207 01020304 0506 | 10.1.0.2:51514 > 10.1.0.1:4789 UDP vxlan 42 { 02:00:00:00:00:01 > 02:00:00:00:00:02 ethertype 0x88cc } len 58
      0800 | 4500003c 0000 4000 40 11 0000 0a010002 0a010001 c93a17c1 0028 0000 0100 0800 00002a00 00000000 45000014 0000 4000 40 fd 0000 0a020002 0a020001 | 10.1.0.2:51514 > 10.1.0.1:6081 UDP geneve 42 { 10.2.0.2 > 10.2.0.1 proto 253 } len 60
      0800 | 45000034 0000 4000 40 2f 0000 0a010002 0a010001 20000800 00000007 45000018 0000 4000 40 2f 0000 0a020002 0a020001 00000800 | 10.1.0.2 > 10.1.0.1 GRE 7 { 10.2.0.2 > 10.2.0.1 GRE } len 52
      0800 | 4500002c 0000 4000 40 04 0000 0a010002 0a010001 45000018 0000 4000 40 fd 0000 0a020002 0a020001 00000000 | 10.1.0.2 > 10.1.0.1 IPIP { 10.2.0.2 > 10.2.0.1 proto 253 } len 44
      0800 | 45000024 0000 4000 40 11 0000 0a010002 0a010001 c93a12b5 0010 0000 00000000 00002a00 | 10.1.0.2:51514 > 10.1.0.1:4789 UDP len 36
      0800 | 4500001c 1234 00b9 40 11 0000 0a010002 0a010001 0000000000000000 | 10.1.0.2 > 10.1.0.1 UDP frag 4660@1480 len 28
      0800 | 4500001c 1234 2000 40 11 0000 0a010002 0a010001 1092c9fb 05c80000 | 10.1.0.2:4242 > 10.1.0.1:51707 UDP frag 4660@0+ len 28
      0800 | 45000038 0000 4000 40 01 0000 0a010001 0a010002 0303 0000 00000000 45000054 0000 4000 40 11 0000 0a010002 0a010001 1092c9fb 00400000 | 10.1.0.1 > 10.1.0.2 ICMP destination-unreachable port-unreachable for (10.1.0.2:4242 > 10.1.0.1:51707 UDP) len 56
      0800 | 45000038 0000 4000 40 01 0000 0a010001 0a010002 0501 0000 0a0100fe 45000054 0000 4000 40 06 0000 0a010002 0a010001 1092c9fb 00000001 | 10.1.0.1 > 10.1.0.2 ICMP redirect for (10.1.0.2:4242 > 10.1.0.1:51707 TCP) len 56
      86dd | 60000000 0010 11 40 20010db8000000000000000000000001 20010db8000000000000000000000002 0035 c9fb 0010 0000 0000000000000000 | [2001:db8::1]:53 > [2001:db8::2]:51707 UDP len 56
      86dd | 60000000 0018 3a ff fe800000000000000000000000000001 ff0200000000000000000001ff000002 8700 0000 00000000 fe800000000000000000000000000002 | fe80::1 > ff02::1:ff00:2 ICMPv6 nd-neighbor-solicit target fe80::2 len 64
      86dd | 60000000 0008 3a ff 00000000000000000000000000000001 00000000000000000000000000000000 8000 0000 00070001 | ::1 > :: ICMPv6 echo-request id 7 seq 1 len 48
      86dd | 60000000 0010 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002 3a00 0104 00000000 8000 0000 00070001 | 2001:db8::1 > 2001:db8::2 ICMPv6 echo-request id 7 seq 1 len 56
      86dd | 60000000 0010 2c 40 20010db8000000000000000000000001 20010db8000000000000000000000002 1100 05a9 00001234 0000000000000000 | 2001:db8::1 > 2001:db8::2 UDP frag 4660@1448+ len 56
      86dd | 60000000 0000 3b 40 20010db8000000000000000000000001 20010db8000000000000000000000002 | 2001:db8::1 > 2001:db8::2 proto none len 40
      0806 | 0001 0800 06 04 0001 020000000002 0a010002 000000000000 0a010001 | ARP who-has 10.1.0.1 tell 10.1.0.2 len 28
      0806 | 0001 0800 06 04 0002 020000000001 0a010001 020000000002 0a010002 | ARP 10.1.0.1 is-at 02:00:00:00:00:01 len 28
      0806 | 0020 0800 08 04 0002 0200000000000001 0a010001 0200000000000002 0a010002 | ARP 10.1.0.1 is-at unknown len 32
      0806 | 0001 0800 06 04 0003 020000000001 0a010001 020000000002 0a010002 | ARP operation 3 10.1.0.1 > 10.1.0.2 len 28
      8100 | 0064 0806 0001 0800 06 04 0001 020000000002 0a010002 000000000000 0a010001 | ARP who-has 10.1.0.1 tell 10.1.0.2 vlan 100 len 32
      88cc | 0207 | len 2
      """)
  // spotless:on
  void saysInShortWhatAPacketIs(String type, String hex, String expected) {
    assertThat(decode(type, hex, -1))
        .hasToString(expected)
        .extracting(Packet::flaw)
        .isEqualTo(NONE);
  }

  // spotless:off
  @ParameterizedTest
  @CsvSource(delimiter = '|', textBlock = """
      0800 | 43000014 0000 4000 40 06 0000 0a010002 0a010001 | 10.1.0.2 > 10.1.0.1 TCP len 20 malformed: IPv4 header length 12 < 20
      0800 | 65000014 0000 4000 40 06 0000 0a010002 0a010001 | len 20 malformed: IP version 6 in an IPv4 packet
      0800 | 4500000a 0000 4000 40 06 0000 0a010002 0a010001 | 10.1.0.2 > 10.1.0.1 TCP len 20 malformed: IPv4 total length 10 < header length 20
      0800 | 450003e8 0000 4000 40 fd 0000 0a010002 0a010001 | 10.1.0.2 > 10.1.0.1 proto 253 len 20 malformed: IPv4 total length 1000 > packet's 20
      0800 | 45000014 0000 4000 40 06 | len 10 malformed: IPv4 header needs 20 bytes, packet has 10 left
      0800 | 4f00003c 0000 4000 40 06 0000 0a010002 0a010001 | 10.1.0.2 > 10.1.0.1 TCP len 20 malformed: IPv4 header needs 60 bytes, packet has 20 left
      0800 | 45000028 0000 4000 40 06 0000 0a010002 0a010001 c93a2710 00000001 00000002 3012faf0 0000 0000 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP [S.] len 40 malformed: TCP header length 12 < 20
      0800 | 45000028 0000 4000 40 06 0000 0a010002 0a010001 c93a2710 00000001 00000002 6012faf0 0000 0000 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP [S.] len 40 malformed: TCP header length 24 > the 20 left
      0800 | 4500001c 0000 4000 40 06 0000 0a010002 0a010001 c93a2710 00000001 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP len 28 malformed: TCP header needs 20 bytes, packet has 8 left
      0800 | 4500001c 0000 4000 40 11 0000 0a010002 0a010001 c93a2710 00070000 | 10.1.0.2:51514 > 10.1.0.1:10000 UDP len 28 malformed: UDP length 7 < 8
      0800 | 4500001c 0000 4000 40 11 0000 0a010002 0a010001 c93a2710 00090000 | 10.1.0.2:51514 > 10.1.0.1:10000 UDP len 28 malformed: UDP length 9 > the 8 left
      0800 | 45000017 0000 4000 40 11 0000 0a010002 0a010001 c93a27 | 10.1.0.2 > 10.1.0.1 UDP len 23 malformed: UDP header needs 8 bytes, packet has 3 left
      0800 | 45000018 0000 4000 40 04 0000 0a010002 0a010001 45000018 | 10.1.0.2 > 10.1.0.1 IPIP { malformed: IPv4 header needs 20 bytes, packet has 4 left } len 24
      0800 | 45000020 0000 4000 40 11 0000 0a010002 0a010001 c93a12b5 000c 0000 08000000 | 10.1.0.2:51514 > 10.1.0.1:4789 UDP len 32 malformed: VXLAN header needs 8 bytes, packet has 4 left
      86dd | 60000000 0010 11 40 20010db8000000000000000000000001 | len 24 malformed: IPv6 header needs 40 bytes, packet has 24 left
      86dd | 60000000 0004 00 40 20010db8000000000000000000000001 20010db8000000000000000000000002 3a000104 | 2001:db8::1 > 2001:db8::2 proto hopopt len 44 malformed: IPv6 extension header hopopt needs 8 bytes, packet has 4 left
      0806 | 0001 0800 06 06 0001 020000000002 0a010002 000000000000 0a010001 | len 28 malformed: ARP protocol address length 6, not IPv4's 4
      0806 | 0001 0800 08 04 0001 020000000002 0a010002 000000000000 0a010001 | len 28 malformed: ARP needs 32 bytes, packet has 28 left
      8100 | 00 | len 1 malformed: VLAN tag needs 4 bytes, packet has 1 left
      """)
  // spotless:on
  void saysWhatIsWrongInAPacket(String type, String hex, String expected) {
    assertThat(decode(type, hex, -1)).hasToString(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          10 | len 60 truncated: IPv4 header needs 20 bytes, captured 10
          20 | 10.1.0.2 > 10.1.0.1 TCP len 60 truncated: TCP header needs 20 bytes, captured 0
          24 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP len 60 truncated: TCP header needs 20 bytes, captured 4
          40 | 10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 60
          """)
  void saysWhereTheCaptureEnds(int captured, String expected) {
    assertThat(decode("0800", V4 + SYN + SYN_OPTIONS, captured)).hasToString(expected);
  }

  @Test
  void stopsAfterSixteenExtensionHeaders() {
    var bytes = new Bytes().hex(V6.replace("0028 11", "00a0 3c"));
    for (int i = 0; i < 20; i++) {
      bytes.hex("3c00 0104 00000000");
    }
    assertThat(decode("86dd", HexFormat.of().formatHex(bytes.toArray()), -1))
        .hasToString(
            "2001:db8::1 > 2001:db8::2 proto dstopts len 200"
                + " malformed: more than 16 IPv6 extension headers");
  }

  @Test
  void doesNotLookForAQuoteInAQuote() {
    var error = "4500001c 0000 4000 40 01 0000 0a010001 0a010002 0303 0000 00000000";
    var text = decode("0800", error.replace("001c", "0070") + error.repeat(3), -1).toString();
    assertThat(text)
        .isEqualTo(
            "10.1.0.1 > 10.1.0.2 ICMP destination-unreachable port-unreachable for (10.1.0.1 >"
                + " 10.1.0.2 ICMP destination-unreachable port-unreachable) len 112");
  }

  @Test
  void takesALengthOfZeroForALargeGsoPacket() {
    var bytes = MemorySegment.ofArray(hex(V4.replace("003c", "0000") + SYN + SYN_OPTIONS));
    var packet = decode(bytes, 0x0800, 200_000);
    assertThat(packet)
        .hasToString("10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] len 200000")
        .extracting(Packet::flaw)
        .isEqualTo(NONE);
  }

  @Test
  void namesAFrameThatIsNotIp() {
    var frame = Frame.of(hex("0180c200000e 020000000001 88cc 0207"), 0x88cc, 14);
    assertThat(frame.decode())
        .hasToString("02:00:00:00:00:01 > 01:80:c2:00:00:0e ethertype 0x88cc len 2");
    var llc = Frame.of(hex("0180c2000000 020000000001 0026 424203"), 0x0004, 14);
    assertThat(llc.decode())
        .hasToString("02:00:00:00:00:01 > 01:80:c2:00:00:00 802.3 length 38 len 3");
  }

  @Test
  void showsTheTagThatTheDeviceTookOut() {
    var bytes =
        MemorySegment.ofArray(hex("ffffffffffff 020000000001 0800" + V4 + SYN + SYN_OPTIONS));
    var packet =
        PacketDecoder.decode(
            new CapturedPacket(
                bytes, 0, 74, 0x0800, 0, 14, 14, new OffloadedVlan(true, 0x8100, 0x6064), 60));
    assertThat(packet).hasToString("10.1.0.2:51514 > 10.1.0.1:10000 TCP [S] vlan 100 len 60");
    assertThat(packet.layers()).contains(new Layer.Vlan(0x6064, true));
    assertThat(new Layer.Vlan(0x7064, true).priority()).isEqualTo(3);
    assertThat(new Layer.Vlan(0x7064, true).dropEligible()).isTrue();
  }

  @Test
  void findsTheNetworkHeaderWithoutBeingToldWhereItIs() {
    var frames = new FrameGenerator(new Random(Seed.next(PacketDecoderTest.class)));
    for (int i = 0; i < 1000; i++) {
      var frame = frames.next();
      var unaware =
          new CapturedPacket(
              frame.bytes(),
              0,
              frame.length(),
              0,
              0,
              CapturedPacket.UNSET,
              frame.networkOffset(),
              OffloadedVlan.NONE,
              frame.length() - frame.networkOffset());
      assertThat(PacketDecoder.decode(unaware)).isEqualTo(frame.decode());
    }
  }

  @Test
  void refusesCapturedBytesThatAreNotThere() {
    assertThatThrownBy(() ->
            new CapturedPacket(
                MemorySegment.ofArray(new byte[10]), 4, 7, 0, 0, 0, 0, OffloadedVlan.NONE, 7))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("captured bytes 4 to 11, but memory has 10");
  }

  private static Packet decode(String type, String hex, int captured) {
    var bytes = MemorySegment.ofArray(hex(hex));
    var part = captured < 0 ? bytes : bytes.asSlice(0, captured);
    return decode(part, Integer.parseInt(type, 16), (int) bytes.byteSize());
  }

  private static Packet decode(MemorySegment bytes, int type, int length) {
    return PacketDecoder.decode(
        new CapturedPacket(
            bytes,
            0,
            (int) bytes.byteSize(),
            type,
            CapturedPacket.UNSET,
            0,
            0,
            OffloadedVlan.NONE,
            length));
  }

  private static byte[] hex(String digits) {
    return new Bytes().hex(digits).toArray();
  }
}
