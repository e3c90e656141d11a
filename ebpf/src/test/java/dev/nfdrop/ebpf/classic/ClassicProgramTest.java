package dev.nfdrop.ebpf.classic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class ClassicProgramTest {
  private static final int INSTRUCTION_BYTES = 8;
  private static final int RANDOM_PROGRAMS = 20_000;

  /// Instructions as `tcpdump -ddd` prints them: code, jump distances, constant.
  @ParameterizedTest
  @ValueSource(
      strings = {
        "40 0 0 12; 21 0 1 2048; 6 0 0 262144; 6 0 0 0",
        "48 0 0 14; 84 0 0 15; 22 0 0 0",
        "177 0 0 14; 72 0 0 16; 22 0 0 0",
        "0 0 0 7919; 2 0 0 15; 96 0 0 15; 7 0 0 0; 135 0 0 0; 22 0 0 0",
        "128 0 0 0; 129 0 0 0; 132 0 0 0; 22 0 0 0",
        "5 0 0 1; 6 0 0 0; 6 0 0 1",
        "40 0 0 2147483647; 6 0 0 1",
      })
  void takesWhatTheKernelTakes(String program) {
    assertThat(decode(program).instructions()).hasSize(program.split(";", -1).length);
  }

  /// As bpf_check_classic() does, net/core/filter.c.
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "'' | 0 instructions",
        "40 0 0 12 | is no return",
        "5 0 0 1; 6 0 0 0 | instruction 0 of 2 jumps to 2",
        "5 0 0 4294967295; 6 0 0 0 | instruction 0 of 2 jumps to 2147483647",
        "21 0 5 1; 6 0 0 0 | instruction 0 of 2 jumps to 6",
        "21 255 0 1; 6 0 0 0 | instruction 0 of 2 jumps to 256",
        "52 0 0 0; 6 0 0 0 | divides by 0",
        "148 0 0 0; 6 0 0 0 | divides by 0",
        "100 0 0 32; 6 0 0 0 | shifts by 32",
        "116 0 0 4294967295; 6 0 0 0 | shifts by 4294967295",
        "2 0 0 16; 6 0 0 0 | uses cell 16",
        "96 0 0 3; 6 0 0 0 | instruction 0 reads cell 3",
        "21 0 1 7; 2 0 0 3; 97 0 0 3; 6 0 0 0 | instruction 2 reads cell 3",
        "32 0 0 4294963200; 6 0 0 0 | reads at 0xfffff000",
        "65535 0 0 0; 6 0 0 0 | code 0xffff",
        "14 0 0 0; 6 0 0 0 | code 0x000e",
        "56 0 0 0; 6 0 0 0 | code 0x0038",
        "41 0 0 0; 6 0 0 0 | code 0x0029",
        "103 0 0 0; 6 0 0 0 | code 0x0067",
        "180 0 0 0; 6 0 0 0 | code 0x00b4",
        "85 0 0 0; 6 0 0 0 | code 0x0055",
      })
  void refusesWhatTheKernelRefuses(String program, String why) {
    assertThatThrownBy(() -> decode(program))
        .isInstanceOf(ClassicFormatException.class)
        .hasMessageContaining(why);
  }

  @Test
  void refusesWhatIsTooLong() {
    var bytes = new byte[(ClassicProgram.MOST_INSTRUCTIONS + 1) * INSTRUCTION_BYTES];
    assertThatThrownBy(() -> ClassicProgram.decode(MemorySegment.ofArray(bytes)))
        .isInstanceOf(ClassicFormatException.class);
    assertThatThrownBy(() -> ClassicProgram.decode(MemorySegment.ofArray(new byte[12])))
        .isInstanceOf(ClassicFormatException.class);
  }

  @Test
  void whateverTheBytesAreItEndsOrIsRefused() {
    var seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("ClassicProgramTest: -Dnfdrop.seed=" + seed);
    var random = new Random(seed);
    var packet = MemorySegment.ofArray(new byte[64]);
    for (int number = 0; number < RANDOM_PROGRAMS; number++) {
      var bytes = new byte[random.nextInt(8) * INSTRUCTION_BYTES];
      random.nextBytes(bytes);
      for (int at = 0; at < bytes.length; at += INSTRUCTION_BYTES) {
        bytes[at + 1] = 0;
      }
      try {
        var program = ClassicProgram.decode(MemorySegment.ofArray(bytes));
        assertThat(ClassicInterpreter.run(program, packet, OptionalInt.of(100))).isNotNull();
      } catch (ClassicFormatException e) {
        assertThat(e).hasMessageNotContainingAny("null");
      }
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "48 0 0 3; 22 0 0 0 | MATCH",
        "48 0 0 4; 22 0 0 0 | UNDECIDED",
        "48 0 0 7; 22 0 0 0 | UNDECIDED",
        "48 0 0 8; 22 0 0 0 | NO_MATCH",
        "40 0 0 7; 22 0 0 0 | NO_MATCH",
        "1 0 0 4294967295; 80 0 0 4; 6 0 0 1 | NO_MATCH",
      })
  void bytesThatAreNotAtHandAreNotTakenForMissing(String program, Verdict verdict) {
    var packet = MemorySegment.ofArray(new byte[] {1, 2, 3, 4});
    assertThat(ClassicInterpreter.run(decode(program), packet, OptionalInt.of(8)))
        .isEqualTo(verdict);
  }

  @Test
  void withoutALengthNothingIsMissing() {
    var packet = MemorySegment.ofArray(new byte[4]);
    assertThat(ClassicInterpreter.run(decode("48 0 0 9; 6 0 0 1"), packet, OptionalInt.empty()))
        .isEqualTo(Verdict.UNDECIDED);
    assertThat(ClassicInterpreter.run(decode("128 0 0 0; 6 0 0 1"), packet, OptionalInt.empty()))
        .isEqualTo(Verdict.UNDECIDED);
  }

  private static ClassicProgram decode(String program) {
    var lines = program.isBlank() ? new String[0] : program.split(";", -1);
    var bytes =
        ByteBuffer.allocate(lines.length * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
    for (var line : lines) {
      var numbers = line.strip().split(" ", -1);
      bytes
          .putShort((short) Integer.parseInt(numbers[0]))
          .put((byte) Integer.parseInt(numbers[1]))
          .put((byte) Integer.parseInt(numbers[2]))
          .putInt(Integer.parseUnsignedInt(numbers[3]));
    }
    return ClassicProgram.decode(MemorySegment.ofArray(bytes.array()));
  }
}
