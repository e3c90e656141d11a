package dev.nfdrop.trace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.expression.Step;
import dev.nfdrop.nftables.expression.Step.Base;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/// What is not known of a packet is never taken for known.
final class RegistersTest {
  private static final int META_MARK = 3;

  /// Knows bytes 0 to 7 of the network header, and the mark.
  private static final Facts FACTS =
      new Facts() {
        @Override
        public Optional<ByteBuffer> bytes(Base base, int offset, int length) {
          return base == Base.NETWORK && length >= 0 && (long) offset + length <= 8
              ? Optional.of(bytesOf("0a0102030405ff07").slice(offset, length))
              : Optional.empty();
        }

        @Override
        public Optional<ByteBuffer> property(int key) {
          return key == META_MARK ? Optional.of(bytesOf("00004242")) : Optional.empty();
        }
      };

  private final Registers registers = new Registers(FACTS);

  @Test
  void keepsWhatWasLoadedAndFillsUpTheLastWord() {
    registers.take(new Step.LoadConstant(bytesOf("ffffffffffffffff"), 16));
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, 6, 16));
    assertThat(value(16, 8)).contains("0a01020304050000");
    assertThat(value(16, 9)).isEmpty();
    assertThat(value(0, 4)).isEmpty();
  }

  @Test
  void aConcatenationIsKnownIfAllItsPartsAre() {
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, 4, 0));
    registers.take(new Step.LoadMeta(META_MARK, 4));
    assertThat(value(0, 8)).contains("0a01020300004242");
    registers.take(new Step.LoadPayload(Base.TRANSPORT, 2, 2, 4));
    assertThat(value(0, 8)).isEmpty();
    assertThat(value(0, 4)).contains("0a010203");
  }

  @Test
  void masksWhatIsKnown() {
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, 4, 0));
    registers.take(new Step.Mask(0, 32, bytesOf("ffff0000"), bytesOf("00000001")));
    assertThat(value(32, 4)).contains("0a010001");
    registers.take(new Step.Mask(8, 32, bytesOf("ffff0000"), bytesOf("00000001")));
    assertThat(value(32, 4)).isEmpty();
  }

  @Test
  void forgetsAllWhereAnythingMayHaveBeenLoaded() {
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, 4, 0));
    registers.take(new Step.Neutral());
    registers.take(new Step.LookUp("set", 0, false, true, false));
    assertThat(value(0, 4)).isPresent();
    registers.take(new Step.LookUp("map", 0, false, false, true));
    assertThat(value(0, 4)).isEmpty();
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, 4, 0));
    registers.take(new Step.Unknown());
    assertThat(value(0, 4)).isEmpty();
  }

  @Test
  void lengthsThatNoRegisterHasAreNotKnown() {
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, 8, 60));
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, Integer.MAX_VALUE, 4));
    registers.take(new Step.LoadPayload(Base.NETWORK, 0, -1, 4));
    assertThat(value(60, 4)).isEmpty();
    assertThat(value(4, Integer.MAX_VALUE)).isEmpty();
    assertThat(value(4, -1)).isEmpty();
  }

  private Optional<String> value(int register, int length) {
    return registers.value(register, length).map(RegistersTest::hex);
  }

  private static String hex(ByteBuffer value) {
    var bytes = new byte[value.remaining()];
    value.get(bytes);
    return HexFormat.of().formatHex(bytes);
  }

  private static ByteBuffer bytesOf(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
