package dev.nfdrop.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// A disk image with folders of this machine: what a guest sees, read-only, under `/lab`.
final class ShareDisk {

  private static final int SPARE_MIB = 8;

  private ShareDisk() {}

  /// Makes the image, replacing what is there.
  ///
  /// @param folders the folders by their names in the guest
  /// @throws LabException if one of them cannot be read
  static void write(Path image, Map<String, Path> folders) {
    try (var host = new NativeHost()) {
      Files.createDirectories(image.toAbsolutePath().getParent());
      var staging = Files.createTempDirectory(image.toAbsolutePath().getParent(), "share");
      try {
        folders.forEach((name, folder) ->
            host.run("cp", "-rLp", folder.toString(), staging.resolve(name).toString()).orThrow());
        make(host, image, staging);
      } finally {
        host.run("rm", "-rf", staging.toString());
      }
    } catch (IOException e) {
      throw new LabException("cannot make the disk image " + image, e);
    }
  }

  private static void make(Host host, Path image, Path folder) throws IOException {
    var used = host.run("du", "-s", "--apparent-size", "-BM", folder.toString()).orThrow().stdout();
    var usedMib = Integer.parseInt(used.substring(0, used.indexOf('M')));
    Files.deleteIfExists(image);
    var size = usedMib * 5 / 4 + SPARE_MIB + "M";
    host.run("mke2fs", "-q", "-t", "ext4", "-d", folder.toString(), image.toString(), size)
        .orThrow();
  }
}
