package dev.nfdrop.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a guest boots from.
///
/// @param kernel the kernel
/// @param initrd its initramfs
/// @param modules disk image of its modules
/// @param root disk image of the root file system, which no guest changes
public record Images(Architecture architecture, Path kernel, Path initrd, Path modules, Path root) {

  /// Building them takes a minute or two, with a slow network more.
  private static final Duration BUILD_LIMIT = Duration.ofMinutes(15);

  /// The images of a kernel, built if they are not there yet.
  ///
  /// @param labFolder the folder with the script `image`
  /// @param kernelPackage Debian's package, `linux-image-6.12.107+deb13-amd64` for example
  /// @throws LabException with the script's output, if there is no such kernel
  public static Images prepare(Path labFolder, String kernelPackage, Architecture architecture) {
    var script = labFolder.resolve("image").toString();
    var command = Command.of(script, kernelPackage, architecture.debianName()).within(BUILD_LIMIT);
    try (var host = new NativeHost()) {
      var places =
          host.run(command).orThrow().lines().stream()
              .map(line -> line.split("=", 2))
              .filter(pair -> pair.length == 2)
              .collect(Collectors.toMap(pair -> pair[0], pair -> pair[1]));
      return new Images(
          architecture,
          path(places, "kernel"),
          path(places, "initrd"),
          path(places, "modules"),
          path(places, "root"));
    }
  }

  private static Path path(Map<String, String> places, String key) {
    return Optional.ofNullable(places.get(key))
        .map(Path::of)
        .orElseThrow(() -> new LabException("lab/image has printed no " + key + "= in " + places));
  }
}
