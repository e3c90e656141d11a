package dev.nfdrop.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The guests of this test run: each kernel is booted once, for all tests. They end with the JVM.
public final class Vms {

  private static final String DEBIAN_13 = "linux-image-6.12.107+deb13-amd64";

  private static final Map<String, Vm> BOOTED = new LinkedHashMap<>();

  private Vms() {}

  /// Debian 13's kernel for amd64.
  public static Vm debian13() {
    return of(DEBIAN_13, Architecture.AMD64);
  }

  static Images images() {
    return Images.prepare(labFolder(), DEBIAN_13, Architecture.AMD64);
  }

  private static synchronized Vm of(String kernelPackage, Architecture architecture) {
    return BOOTED.computeIfAbsent(
        kernelPackage + "-" + architecture,
        name -> {
          var images = Images.prepare(labFolder(), kernelPackage, architecture);
          var log = labFolder().resolve("target/lab/" + name + ".log");
          return Vm.boot(new Guest(images, folders(), log));
        });
  }

  /// The shipped folder, if it has been built.
  static Map<String, Path> folders() {
    var shipped = labFolder().resolveSibling("dist/target/nfdrop");
    return Files.isDirectory(shipped) ? Map.of("nfdrop", shipped) : Map.of();
  }

  /// Where the tests run.
  public static Path labFolder() {
    return Path.of("").toAbsolutePath();
  }
}
