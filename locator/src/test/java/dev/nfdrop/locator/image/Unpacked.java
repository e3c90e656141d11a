package dev.nfdrop.locator.image;

import java.io.IOException;
import java.nio.file.Path;

/// A module's bytes, unpacked, for tests that change or repack them.
final class Unpacked {
  private Unpacked() {}

  static byte[] bytes(Path file) throws IOException {
    try (var image = ImageFile.open(file)) {
      return image.read("module", 0, image.sizeBytes()).copy(0, image.sizeBytes());
    }
  }
}
