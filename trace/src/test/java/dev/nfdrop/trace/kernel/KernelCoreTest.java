package dev.nfdrop.trace.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KernelCoreTest {
  private static final long MODULE = 0xffffffffc0a4b000L;
  private static final long KERNEL = 0xffffffff81000000L;

  @TempDir private Path folder;

  @Test
  void readsMemoryByItsAddress() throws IOException {
    var memory = Map.of(MODULE, new byte[] {1, 2, 3, 4}, KERNEL, new byte[] {42, 43});
    try (var core = KernelCore.open(CoreFile.write(folder.resolve("kcore"), memory))) {
      assertThat(core.read(MODULE + 1, 2)).contains(new byte[] {2, 3});
      assertThat(core.read(KERNEL, 2)).contains(new byte[] {42, 43});
    }
  }

  @Test
  void knowsNothingOfWhatIsInNoSegment() throws IOException {
    var memory = Map.of(MODULE, new byte[] {1, 2, 3, 4});
    try (var core = KernelCore.open(CoreFile.write(folder.resolve("kcore"), memory))) {
      assertThat(core.read(MODULE - 1, 2)).isEmpty();
      assertThat(core.read(MODULE + 2, 3)).isEmpty();
      assertThat(core.read(MODULE + 4, 1)).isEmpty();
      assertThat(core.read(0, 1)).isEmpty();
    }
  }

  @Test
  void refusesAFileThatIsNoCore() throws IOException {
    var file = Files.write(folder.resolve("kcore"), new byte[4096]);
    assertThatThrownBy(() -> KernelCore.open(file))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage("cannot read %s: it is no 64-bit little-endian ELF core file", file);
  }

  @Test
  void refusesAFileThatEndsTooEarly() throws IOException {
    var file = Files.write(folder.resolve("kcore"), new byte[17]);
    assertThatThrownBy(() -> KernelCore.open(file)).hasMessageEndingWith("it ends at 0x11");
  }
}
