package dev.nfdrop.trace.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VeneerTest {
  private static final int NOP = 0xd503201f;
  private static final int BTI_C = 0xd503245f;
  private static final int BRANCH_X16 = 0xd61f0200;

  /// Words as llvm-mc assembles `adrp x16, PAGES; add x16, x16, #OFFSET`.
  // spotless:off
  @ParameterizedTest
  @CsvSource({
    "0x90000010, 0x91000210, 0xffff800079304000",
    "0xb0000010, 0x913ffe10, 0xffff800079305fff",
    "0xf0ffffd0, 0x91109210, 0xffff8000792ff424",
    "0x90000030, 0x91000210, 0xffff800079308000",
  })
  // spotless:on
  void goesWhereTheProcessorWould(String adrp, String add, String target) {
    long address = 0xffff_8000_7930_4128L;
    assertThat(Veneer.target(address, words(word(adrp), word(add), BRANCH_X16, NOP)))
        .hasValue(Long.parseUnsignedLong(target.substring(2), 16));
    assertThat(Veneer.target(address, words(BTI_C, word(adrp), word(add), BRANCH_X16)))
        .hasValue(Long.parseUnsignedLong(target.substring(2), 16));
  }

  @Test
  void isNoneWithoutTheJump() {
    assertThat(Veneer.target(0x1000, words(0x90000010, 0x91000210, NOP, BRANCH_X16))).isEmpty();
    assertThat(Veneer.target(0x1000, words(NOP, 0x90000010, 0x91000210, BRANCH_X16))).isEmpty();
  }

  private static int word(String hex) {
    return Integer.parseUnsignedInt(hex.substring(2), 16);
  }

  private static byte[] words(int... words) {
    var bytes = ByteBuffer.allocate(Veneer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int word : words) {
      bytes.putInt(word);
    }
    return bytes.array();
  }
}
