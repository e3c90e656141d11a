package dev.nfdrop.trace.element;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.nftables.set.SetDeclaration;
import dev.nfdrop.nftables.set.SetElement.Keys;
import java.nio.ByteBuffer;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Type numbers are those of nft's `nft --debug=netlink` output.
final class KeyTextTest {
  private static final int ADDRESS = 7;
  private static final int ADDRESS_AND_PORT = 7 << 6 | 13;

  @ParameterizedTest
  @CsvSource({
    "7, 0a010203, 10.1.2.3",
    "8, 20010db8000000000000000000000001, 2001:db8::1",
    "9, 020000000001, 02:00:00:00:00:01",
    "10, 86dd, 0x86dd",
    "12, 11, 17",
    "13, 1092, 4242",
    "41, 76657468300000000000000000000000, veth0",
    "461, 0a01020310920000, 10.1.2.3 . 4242",
    "26, 00000008, 0x00000008", // conntrack's state
    "13, 0a010203, 0x0a010203", // longer than a port
    "461, 0a010203, 0x0a010203", // shorter than an address and a port
  })
  void writesWhatTheSetSaysThatItIs(int type, String key, String expected) {
    assertThat(KeyText.of(set(type, key.length() / 2), bytes(key))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "0a000000, 0affffff, 10.0.0.0/8",
    "0a000001, 0affffff, 10.0.0.1-10.255.255.255",
    "0a000002, 0a000005, 10.0.0.2-10.0.0.5",
    "0a000002, 0a000003, 10.0.0.2/31",
    "00000000, ffffffff, 0.0.0.0/0",
  })
  void writesPrefixesAndRanges(String first, String last, String expected) {
    var keys = new Keys.Range(bytes(first), bytes(last));
    assertThat(KeyText.of(set(ADDRESS, 4), keys)).isEqualTo(expected);
  }

  @Test
  void writesRangesOfConcatenationsPartByPart() {
    var keys = new Keys.Range(bytes("0a01000000500000"), bytes("0a01ffff005a0000"));
    assertThat(KeyText.of(set(ADDRESS_AND_PORT, 8), keys)).isEqualTo("10.1.0.0/16 . 80-90");
  }

  @Test
  void writesWhatStandsForAllOthers() {
    assertThat(KeyText.of(set(ADDRESS, 4), new Keys.Others())).isEqualTo("*");
  }

  private static SetDeclaration set(int type, int bytes) {
    return new SetDeclaration("set", type, bytes, false, false);
  }

  private static ByteBuffer bytes(String hex) {
    return ByteBuffer.wrap(HexFormat.of().parseHex(hex));
  }
}
