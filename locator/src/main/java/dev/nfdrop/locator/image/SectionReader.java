package dev.nfdrop.locator.image;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/// Reads parts of an image, and lets every failure name the file.
///
/// @param path for messages
record SectionReader(Path path, ImageFile file) implements AutoCloseable {
  /// Something that reads.
  @FunctionalInterface
  interface Reading<T> {
    T read() throws IOException;
  }

  static SectionReader open(Path path) {
    return new SectionReader(path, reading(path, () -> ImageFile.open(path)));
  }

  /// A section's content; none for one that has none in the file.
  Bytes bytes(Section section) {
    if (section.type() == Section.Type.NO_BITS) {
      return Bytes.empty(section.name());
    }
    return reading(() -> file.read("section " + section.name(), section.offset(), section.size()));
  }

  /// `size` bytes of a section from an address on.
  Bytes part(Section section, String what, long address, long size) {
    return reading(() -> file.read(what, section.offset() + (address - section.address()), size));
  }

  <T> T reading(Reading<T> reading) {
    return reading(path, reading);
  }

  private static <T> T reading(Path path, Reading<T> reading) {
    try {
      return reading.read();
    } catch (ImageFormatException e) {
      throw e.in(path);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot read " + path + ": " + e, e);
    }
  }

  @Override
  public void close() {
    reading(() -> {
      file.close();
      return path;
    });
  }
}
