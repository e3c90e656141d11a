package dev.nfdrop.locator.emulation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.arm64.Arm64Decoder;
import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.x86.X86Decoder;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The effects of instructions from the corpus, with random registers and memory, one at a time.
final class EffectsTest {
  private static final int INSTRUCTIONS = Integer.getInteger("nfdrop.cases", 8000);

  private static final int STATES = 2;

  /// Bits 28 to 25 of AArch64's data processing, loads and stores.
  private static final int[] INTEGER_GROUPS = {8, 9, 4, 12, 5, 13};

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void leaveWhatTheProcessorLeaves(Architecture architecture) {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    var random = new Random(seed);
    var chosen = choose(architecture, random);
    var differences = new TreeMap<String, String>();
    int executed = 0;
    try (var processor = new Emulation(architecture, decoder(architecture), random)) {
      for (var bytes : chosen) {
        for (int state = 0; state < STATES; state++) {
          executed += processor.run(bytes, differences) ? 1 : 0;
        }
      }
    }
    assertThat(differences.values()).as("-Dnfdrop.seed=%d", seed).isEmpty();
    assertThat(executed).as("of %d", chosen.size() * STATES).isGreaterThan(chosen.size());
  }

  /// Words that no compiler makes, of the groups with integer instructions. Left out are system
  /// registers, on which the emulator itself depends.
  @Test
  void leaveWhatTheProcessorLeavesForRandomWords() {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    var random = new Random(seed);
    var differences = new TreeMap<String, String>();
    int executed = 0;
    try (var processor = new Emulation(Architecture.ARM64, decoder(Architecture.ARM64), random)) {
      for (int i = 0; i < INSTRUCTIONS; i++) {
        int group = INTEGER_GROUPS[random.nextInt(INTEGER_GROUPS.length)];
        int word = (random.nextInt() & ~(15 << 25)) | (group << 25);
        var bytes =
            new byte[] {
              (byte) word, (byte) (word >>> 8), (byte) (word >>> 16), (byte) (word >>> 24)
            };
        executed += processor.run(bytes, differences) ? 1 : 0;
      }
    }
    assertThat(differences.values()).as("-Dnfdrop.seed=%d", seed).isEmpty();
    assertThat(executed).isGreaterThan(INSTRUCTIONS / 8);
  }

  /// Different instructions of all modules, the rare ones as well as the common ones.
  private static List<byte[]> choose(Architecture architecture, Random random) {
    var decoder = decoder(architecture);
    Map<String, Map<String, byte[]>> byMnemonic = new TreeMap<>();
    Corpus.modules(architecture)
        .flatMap(module -> module.code().stream())
        .forEach(code -> {
          Instruction instruction;
          for (long at = code.address(); at < code.end(); at = instruction.end()) {
            instruction = decoder.decode(code, at);
            var bytes = bytes(code, instruction);
            byMnemonic
                .computeIfAbsent(mnemonic(instruction), _ -> new TreeMap<>())
                .putIfAbsent(HexFormat.of().formatHex(bytes), bytes);
          }
        });
    var chosen = new ArrayList<byte[]>();
    for (var group : byMnemonic.values()) {
      var all = new ArrayList<>(group.values());
      Collections.shuffle(all, random);
      chosen.addAll(all.subList(0, Math.min(all.size(), INSTRUCTIONS / byMnemonic.size())));
    }
    return chosen;
  }

  private static String mnemonic(Instruction instruction) {
    return instruction.text().replaceFirst("^(lock|rep|repz|repnz) +", "").replaceFirst(" .*", "");
  }

  private static byte[] bytes(Text code, Instruction instruction) {
    var bytes = new byte[instruction.length()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) code.unsignedByte(instruction.address() + i);
    }
    return bytes;
  }

  private static Decoder decoder(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> new X86Decoder();
      case ARM64 -> new Arm64Decoder();
    };
  }
}
