package dev.nfdrop.cli.capture;

import dev.nfdrop.trace.packet.CapturedPacket;
import dev.nfdrop.trace.packet.CapturedPacket.OffloadedVlan;
import java.lang.foreign.MemorySegment;
import java.util.HexFormat;
import java.util.random.RandomGenerator;

/// Captured packets: good ones, and ones in which nothing fits.
final class RandomPacket {
  private static final int[] PROTOCOLS = {0x0800, 0x86dd, 0x0806, 0x8100, 0x88a8, 0x88cc};
  private static final int MOST_BYTES = 200;

  /// A SYN with its Ethernet header.
  private static final byte[] SYN =
      HexFormat.of()
          .parseHex(
              "0200000000010200000000020800"
                  + "4500003c12344000400600000a0100020a010001"
                  + "c93a27107b4b7a4d00000000a002faf000000000"
                  + "0204ffd70402080a000000000000000001030307");

  private RandomPacket() {}

  static CapturedPacket syn(OffloadedVlan vlan) {
    return new CapturedPacket(
        MemorySegment.ofArray(SYN), 0, SYN.length, 0x0800, 0, 14, 14, vlan, SYN.length - 14);
  }

  static CapturedPacket next(RandomGenerator random) {
    var bytes = new byte[random.nextInt(MOST_BYTES)];
    random.nextBytes(bytes);
    int start = random.nextInt(bytes.length + 1);
    return new CapturedPacket(
        MemorySegment.ofArray(bytes),
        start,
        random.nextInt(bytes.length - start + 1),
        PROTOCOLS[random.nextInt(PROTOCOLS.length)],
        random.nextInt(-1, 4),
        offset(random),
        offset(random),
        new OffloadedVlan(random.nextBoolean(), 0x8100, random.nextInt(0x10000)),
        random.nextInt(4) == 0 ? random.nextInt() : random.nextInt(-1, MOST_BYTES));
  }

  private static int offset(RandomGenerator random) {
    return random.nextInt(4) == 0 ? random.nextInt(-5, 0xffff) : random.nextInt(-1, 40);
  }
}
