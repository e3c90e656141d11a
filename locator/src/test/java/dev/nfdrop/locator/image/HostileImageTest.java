package dev.nfdrop.locator.image;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.machine.Architecture;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class HostileImageTest {
  @TempDir Path directory;

  private static byte[] module(Architecture architecture) throws IOException {
    return Unpacked.bytes(Corpus.modules(architecture).findFirst().orElseThrow().file());
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
