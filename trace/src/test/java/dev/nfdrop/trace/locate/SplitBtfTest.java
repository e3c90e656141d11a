package dev.nfdrop.trace.locate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.trace.kernel.CorpusModules;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Against the modules' own BTF, the kernels' not being at hand.
final class SplitBtfTest {
  static List<Path> files() {
    return CorpusModules.files();
  }

  @ParameterizedTest
  @MethodSource("files")
  void findsTheSizesOfStructures(Path file) {
    try (var image = KernelImage.open(file)) {
      var btf = image.btf();
      assertThat(btf.isEmpty()).isEqualTo(image.release().orElseThrow().startsWith("5.10."));
      btf.ifPresent(content -> {
        assertThat(SplitBtf.sizeOf(content, "nft_rule_dp")).hasValue(8);
        assertThat(SplitBtf.sizeOf(content, "nft_rule")).hasValue(24);
        assertThat(SplitBtf.sizeOf(content, "nft_regs")).hasValue(80);
        assertThat(SplitBtf.sizeOf(content, "nft_rul")).isEmpty();
      });
    }
  }

  @Test
  void damagedContentEndsInAnAnswer() {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    System.out.println("SplitBtfTest: -Dnfdrop.seed=" + seed);
    var random = new Random(seed);
    byte[] content;
    try (var image = KernelImage.open(CorpusModules.files().get(8))) {
      content = image.btf().orElseThrow();
    }
    for (int i = 0; i < 300; i++) {
      var damaged =
          Arrays.copyOf(content, i % 3 == 0 ? random.nextInt(content.length) : content.length);
      if (damaged.length > 0) {
        damaged[random.nextInt(Math.min(damaged.length, i % 2 == 0 ? 64 : damaged.length))] ^=
            (byte) (1 << random.nextInt(8));
      }
      assertThat(SplitBtf.sizeOf(damaged, "nft_rule_dp")).as("-Dnfdrop.seed=%d", seed).isNotNull();
    }
  }

  @Test
  void knowsTheKernelsBtfByTheLengthOfItsNames() {
    var other = new byte[SplitBtf.HEADER_BYTES];
    try (var image = KernelImage.open(CorpusModules.files().get(8))) {
      var content = image.btf().orElseThrow();
      System.arraycopy(content, 0, other, 0, other.length);
      assertThat(SplitBtf.continues(content, other)).isFalse();
    }
  }
}
