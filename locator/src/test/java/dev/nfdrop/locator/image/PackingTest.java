package dev.nfdrop.locator.image;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.locator.corpus.Corpus;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.tukaani.xz.LZMA2Options;
import org.tukaani.xz.XZOutputStream;

final class PackingTest {
  @TempDir Path directory;

  private static byte[] module() throws IOException {
    return Unpacked.bytes(Corpus.modules().getFirst().file());
  }

  private Path write(byte[] bytes) throws IOException {
    return Files.write(directory.resolve("module"), bytes);
  }

  private static byte[] gzip(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var gzip = new GZIPOutputStream(packed)) {
      gzip.write(bytes);
    }
    return packed.toByteArray();
  }

  private static byte[] xz(byte[] bytes) throws IOException {
    var packed = new ByteArrayOutputStream();
    try (var xz = new XZOutputStream(packed, new LZMA2Options())) {
      xz.write(bytes);
    }
    return packed.toByteArray();
  }

  /// A frame of uncompressed blocks, RFC 8878, section 3.1.1.
  private static byte[] zstd(byte[] bytes) {
    int blockBytes = 1 << 16;
    var packed = new ByteArrayOutputStream();
    packed.writeBytes(new byte[] {0x28, (byte) 0xb5, 0x2f, (byte) 0xfd});
    packed.write(0); // no content size, no checksum
    packed.write(0x30); // a window of 64 KiB
    for (int at = 0; at < bytes.length; at += blockBytes) {
      int count = Math.min(blockBytes, bytes.length - at);
      int header = count << 3 | (at + count == bytes.length ? 1 : 0);
      packed.write(header);
      packed.write(header >>> 8);
      packed.write(header >>> 16);
      packed.write(bytes, at, count);
    }
    return packed.toByteArray();
  }

  @Test
  void unpacksByContentWhateverTheNameIs() throws IOException {
    var plain = module();
    assertThat(Unpacked.bytes(write(plain))).isEqualTo(plain);
    assertThat(Unpacked.bytes(write(gzip(plain)))).isEqualTo(plain);
    assertThat(Unpacked.bytes(write(xz(plain)))).isEqualTo(plain);
    assertThat(Unpacked.bytes(write(zstd(plain)))).isEqualTo(plain);
  }

  @Test
  void unpacksByCommandAndByItselfAlike() throws IOException {
    var plain = module();
    assertThat(byCommand(UnpackCommand.zstd(), zstd(plain))).isEqualTo(plain);
    assertThat(byCommand(UnpackCommand.xz(1 << 16), xz(plain))).isEqualTo(plain);
    var output = new ByteArrayOutputStream();
    Packing.unpackXzInJava(write(xz(plain)), output);
    assertThat(output.toByteArray()).isEqualTo(plain);
  }

  private byte[] byCommand(UnpackCommand command, byte[] packed) throws IOException {
    var output = new ByteArrayOutputStream();
    assertThat(command.run(write(packed), output)).isTrue();
    return output.toByteArray();
  }

  @Test
  void doesWithoutACommandThatIsNotThere() throws IOException {
    var output = new ByteArrayOutputStream();
    var absent = new UnpackCommand(List.of("no-such-command-of-nfdrop"));
    assertThat(absent.run(write(xz(module())), output)).isFalse();
    assertThat(output.size()).isZero();
  }

  @Test
  void limitsTheMemoryOfTheCommand() throws IOException {
    var file = write(xz(module()));
    assertThatThrownBy(() -> UnpackCommand.xz(1).run(file, new ByteArrayOutputStream()))
        .isInstanceOf(IOException.class)
        .hasMessage("xz ended with status 1");
  }

  @Test
  void refusesATruncatedFileOfEveryPacking() throws IOException {
    var plain = module();
    for (var packed : new byte[][] {gzip(plain), xz(plain), zstd(plain)}) {
      var file = write(Arrays.copyOf(packed, packed.length / 2));
      assertThatThrownBy(() -> KernelImage.open(file))
          .isInstanceOf(ImageFormatException.class)
          .hasMessageContaining(file.toString())
          .hasMessageContaining("unpacking");
    }
  }

  @Test
  void stopsUnpackingAtTheLimit() throws IOException {
    int limit = 1 << 20;
    var file = write(gzip(new byte[limit + 1]));
    assertThatThrownBy(() -> Packing.GZIP.unpack(file, limit))
        .isInstanceOf(ImageFormatException.class)
        .hasMessageContaining("at most 1048576 bytes");
  }
}
