package dev.nfdrop.locator.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.machine.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class HostileImageTest {
  private static final int CASES = Integer.getInteger("nfdrop.cases", 2000);
  private static final Duration SLOWEST_CASE = Duration.ofSeconds(5);

  @TempDir Path directory;

  private static byte[] module(Architecture architecture) throws IOException {
    return Unpacked.bytes(Corpus.modules(architecture).findFirst().orElseThrow().file());
  }

  @ParameterizedTest
  @EnumSource(Architecture.class)
  void endsInAnAnswerOrAnErrorOfItsOwnForAnyDamage(Architecture architecture) throws IOException {
    var original = module(architecture);
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    for (int i = 0; i < CASES / 2; i++) {
      var damaged = damage(original, new Random(seed + i));
      long start = System.nanoTime();
      try {
        readEverything(damaged);
      } catch (ImageFormatException e) {
        assertThat(e).hasMessageStartingWith("damaged: ");
      } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
        throw new AssertionError("-Dnfdrop.seed=" + (seed + i), e);
      }
      assertThat(Duration.ofNanos(System.nanoTime() - start))
          .as("-Dnfdrop.seed=%d", seed + i)
          .isLessThan(SLOWEST_CASE);
    }
  }

  private static void readEverything(byte[] bytes) {
    try (var image =
        KernelImage.of(new SectionReader(Path.of("damaged"), new ImageFile.InMemory(bytes)))) {
      image.code("nft_do_chain");
      image.buildId();
      image.btf();
      image.release();
      image.sections().forEach(image::content);
    }
  }

  /// Cuts the file off, or overwrites bytes: anywhere, in the headers, or in the section table.
  private static byte[] damage(byte[] original, Random random) {
    if (random.nextInt(8) == 0) {
      return Arrays.copyOf(original, random.nextInt(original.length));
    }
    var damaged = original.clone();
    int headers = 64;
    int sectionTable = (int) new Bytes("", 0, original).signedLong(40);
    for (int changes = 1 + random.nextInt(8); changes > 0; changes--) {
      int at =
          switch (random.nextInt(3)) {
            case 0 -> random.nextInt(original.length);
            case 1 -> random.nextInt(headers);
            default -> sectionTable + random.nextInt(original.length - sectionTable);
          };
      damaged[at] = (byte) (random.nextBoolean() ? random.nextInt() : 0xff);
    }
    return damaged;
  }

  @Test
  void saysWhatIsNoImage() throws IOException {
    assertRefused(new byte[0], "ELF header at 0x0: found the end of the file at 0x0");
    assertRefused(new byte[64], "found 0x0, expected 0x464c457f");
    var bigEndian = module(Architecture.ARM64);
    bigEndian[5] = 2;
    assertRefused(bigEndian, "ELF header at 0x5: found 0x2, expected 0x1");
    var otherMachine = module(Architecture.ARM64);
    otherMachine[18] = 8;
    assertRefused(otherMachine, "found machine 8, expected x86-64 (62) or AArch64 (183)");
  }

  private void assertRefused(byte[] bytes, String message) throws IOException {
    var file = Files.write(directory.resolve("image"), bytes);
    assertThatThrownBy(() -> KernelImage.open(file))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining(file.toString())
        .hasMessageContaining(message);
  }

  @Test
  void saysWhatCannotBeRead() {
    var missing = directory.resolve("missing");
    assertThatThrownBy(() -> KernelImage.open(missing))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(missing.toString());
  }
}
