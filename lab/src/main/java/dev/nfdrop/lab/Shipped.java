package dev.nfdrop.lab;

import java.nio.file.Path;
import java.time.Duration;

/// The shipped folder as guests get it.
public final class Shipped {
  private static final Duration LIMIT = Duration.ofMinutes(3);

  private Shipped() {}

  /// The folder for guests of these images: with an AOT cache for their Java runtime where this
  /// machine can make one, since an emulated JVM takes long to start without.
  ///
  /// @param labFolder the folder with the script `rehearse`
  /// @param shipped the folder as it was built
  /// @throws LabException with the script's output, if it fails
  public static Path folder(Path labFolder, Path shipped, Images images) {
    if (images.architecture() != Architecture.ofThisMachine()) {
      return shipped;
    }
    var target = labFolder.resolve("target/rehearsed");
    var script = labFolder.resolve("rehearse").toString();
    try (var host = new NativeHost()) {
      host.run(
              Command.of(script, shipped.toString(), images.root().toString(), target.toString())
                  .within(LIMIT))
          .orThrow();
    }
    return target;
  }
}
