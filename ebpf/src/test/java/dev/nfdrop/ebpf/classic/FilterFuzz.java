package dev.nfdrop.ebpf.classic;

import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Register.R9;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.nfdrop.ebpf.asm.Assembler;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever a filter's instructions are, they are refused, or can be run and translated.
final class FilterFuzz {
  private static final String TIME = "15s";
  private static final int INSTRUCTION_BYTES = 8;
  private static final int MOST_BYTES = 512;
  private static final PacketPlace PLACE =
      new PacketPlace(R7, 0, PacketPlace.CELLS_BYTES, MOST_BYTES, R8, R9);

  @MethodSource("seeds")
  @FuzzTest(maxDuration = TIME)
  void refusesOrTranslates(byte[] bytes) {
    ClassicProgram program;
    try {
      program = ClassicProgram.decode(MemorySegment.ofArray(bytes));
    } catch (ClassicFormatException e) {
      return; // the error that it has for this
    }
    // Its own bytes will do for a packet.
    var _ = ClassicInterpreter.run(program, MemorySegment.ofArray(bytes), OptionalInt.empty());
    var code = new Assembler();
    var end = code.label("end");
    ClassicTranslator.append(code, program, PLACE, end, end, end);
    var _ = code.bind(end).exit().build().slots();
  }

  /// `udp and dst port 4242`, as `tcpdump -ddd` prints it, and the shortest.
  static Stream<byte[]> seeds() {
    return Stream.of(
        filter(
            0x28, 0, 0, 12, 0x15, 0, 4, 0x86dd, 0x30, 0, 0, 20, 0x15, 0, 11, 17, 0x28, 0, 0, 56,
            0x15, 8, 9, 4242, 0x15, 0, 8, 0x800, 0x30, 0, 0, 23, 0x15, 0, 6, 17, 0x28, 0, 0, 20,
            0x45, 4, 0, 0x1fff, 0xb1, 0, 0, 14, 0x48, 0, 0, 16, 0x15, 0, 1, 4242, 0x06, 0, 0,
            262144, 0x06, 0, 0, 0),
        filter(0x06, 0, 0, 1));
  }

  /// @param fields code, two jumps and a constant of each instruction
  private static byte[] filter(int... fields) {
    var bytes =
        ByteBuffer.allocate(fields.length / 4 * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
    for (int at = 0; at < fields.length; at += 4) {
      bytes
          .putShort((short) fields[at])
          .put((byte) fields[at + 1])
          .put((byte) fields[at + 2])
          .putInt(fields[at + 3]);
    }
    return bytes.array();
  }
}
