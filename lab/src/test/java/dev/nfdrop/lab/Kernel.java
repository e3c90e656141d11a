package dev.nfdrop.lab;

/// A kernel of Debian's, by its release: `6.12.107+deb13-arm64-16k`.
public record Kernel(String release, Architecture architecture) {
  private static final String PACKAGE = "linux-image-";

  /// The one with this release, or in the package of this name.
  ///
  /// @throws IllegalArgumentException if the name tells no architecture that the lab has
  public static Kernel of(String name) {
    var release = name.startsWith(PACKAGE) ? name.substring(PACKAGE.length()) : name;
    for (var architecture : Architecture.values()) {
      if (release.matches(".*-" + architecture.debianName() + "(-16k)?(-unsigned)?")) {
        return new Kernel(release, architecture);
      }
    }
    throw new IllegalArgumentException("no architecture in the kernel's name " + name);
  }

  /// Debian's package.
  public String packageName() {
    return PACKAGE + release;
  }

  @Override
  public String toString() {
    return release;
  }
}
