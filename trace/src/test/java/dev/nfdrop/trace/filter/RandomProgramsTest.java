package dev.nfdrop.trace.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.classic.ClassicFormatException;
import dev.nfdrop.ebpf.classic.ClassicInterpreter;
import dev.nfdrop.ebpf.classic.ClassicProgram;
import dev.nfdrop.trace.packet.Seed;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.OptionalInt;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Programs that no compiler would write: whatever the decoder takes, the kernel's verifier takes
/// as well, and it does what the interpreter does.
final class RandomProgramsTest {
  private static final int PROGRAMS = 500;
  private static final int PACKETS = 10;
  private static final int INSTRUCTION_BYTES = 8;

  /// `BPF_RET | BPF_A`, include/uapi/linux/bpf_common.h.
  private static final short RETURN_ACCUMULATOR = 0x16;

  /// All that the kernel knows, `chk_code_allowed()`, net/core/filter.c; returns less often.
  private static final short[] CODES = {
    0x00, 0x01, 0x20, 0x28, 0x30, 0x40, 0x48, 0x50, 0x60, 0x61, 0x80, 0x81, 0xb1, 0x02, 0x03, 0x04,
    0x0c, 0x14, 0x1c, 0x24, 0x2c, 0x34, 0x3c, 0x44, 0x4c, 0x54, 0x5c, 0x64, 0x6c, 0x74, 0x7c, 0x84,
    0x94, 0x9c, 0xa4, 0xac, 0x05, 0x15, 0x1d, 0x25, 0x2d, 0x35, 0x3d, 0x45, 0x4d, 0x07, 0x87, 0x06
  };

  private final Random random = new Random(Seed.next(RandomProgramsTest.class));

  @Test
  void theKernelDoesWhatTheInterpreterDoes() {
    int run = 0;
    try (var memory = new KernelFilter.Memory()) {
      while (run < PROGRAMS) {
        ClassicProgram program;
        try {
          program = ClassicProgram.decode(MemorySegment.ofArray(bytes()));
        } catch (ClassicFormatException _) {
          continue;
        }
        compare(program, memory);
        run++;
      }
    }
  }

  private void compare(ClassicProgram program, KernelFilter.Memory memory) {
    try (var kernel = KernelFilter.load(program, memory)) {
      for (int number = 0; number < PACKETS; number++) {
        var packet = new byte[random.nextInt(80)];
        random.nextBytes(packet);
        int length = packet.length + random.nextInt(40);
        memory.put(packet, length);
        assertThat(kernel.run())
            .as("%d of %d bytes:%n%s", packet.length, length, program)
            .isEqualTo(
                ClassicInterpreter.run(
                    program, MemorySegment.ofArray(packet), OptionalInt.of(length)));
      }
    }
  }

  private byte[] bytes() {
    int count = 2 + random.nextInt(30);
    var bytes = ByteBuffer.allocate(count * INSTRUCTION_BYTES).order(ByteOrder.nativeOrder());
    for (int at = 0; at < count - 1; at++) {
      bytes
          .putShort(CODES[random.nextInt(CODES.length)])
          .put((byte) random.nextInt(Math.min(4, count - 1 - at)))
          .put((byte) random.nextInt(Math.min(4, count - 1 - at)))
          .putInt(constant(count - 1 - at));
    }
    return bytes.putShort(RETURN_ACCUMULATOR).array();
  }

  private int constant(int left) {
    return switch (random.nextInt(8)) {
      case 0 -> random.nextInt();
      case 1 -> -1;
      case 2 -> random.nextInt(100);
      default -> random.nextInt(Math.min(16, left));
    };
  }
}
