package dev.nfdrop.ebpf.sys;

/// A processor architecture that the system-call layer knows.
public enum Architecture {
  X86_64,
  AARCH64;

  /// The architecture that runs this code.
  public static final Architecture HOST = of(System.getProperty("os.arch", ""));

  /// Names the architecture that the JVM's property `os.arch` stands for.
  ///
  /// @throws UnsupportedOperationException if it is another one
  static Architecture of(String name) {
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> AARCH64;
      case String other ->
          throw new UnsupportedOperationException(
              "no system-call numbers for architecture \"%s\"; x86-64 and aarch64 are known"
                  .formatted(other));
    };
  }
}
