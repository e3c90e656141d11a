package dev.nfdrop.nftables.netlink;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.ByteBuffer;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a datagram holds, decoding ends in objects or in the decoder's own error.
final class NetlinkFuzz {
  private static final String TIME = "15s";

  @MethodSource("seeds")
  @FuzzTest(maxDuration = TIME)
  void decodesOrRefuses(byte[] datagram) {
    try {
      MutatedMessageTest.decodeAll(ByteBuffer.wrap(datagram));
    } catch (MalformedMessageException e) {
      // the error that it has for this
    }
  }

  static Stream<byte[]> seeds() {
    return Stream.of(MutatedMessageTest.datagram());
  }
}
