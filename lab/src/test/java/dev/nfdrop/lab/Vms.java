package dev.nfdrop.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The guests of this test run: each kernel is booted once, for all tests. They end with the JVM.
public final class Vms {

  private static final Kernel DEBIAN_13 = Kernel.of("6.12.107+deb13-amd64");

  private static final Map<Kernel, Vm> BOOTED = new LinkedHashMap<>();

  private Vms() {}

  /// Debian 13's kernel for amd64.
  public static Vm debian13() {
    return of(DEBIAN_13);
  }

  static Images images() {
    return images(DEBIAN_13);
  }

  private static Images images(Kernel kernel) {
    return Images.prepare(labFolder(), kernel.packageName(), kernel.architecture());
  }

  /// A guest with this kernel.
  public static synchronized Vm of(Kernel kernel) {
    return BOOTED.computeIfAbsent(kernel, _ -> boot(kernel, kernel.release()));
  }

  /// A guest of the caller's own, who closes it: for what cannot be undone in a running kernel.
  public static Vm alone(Kernel kernel) {
    return boot(kernel, kernel.release() + "-alone");
  }

  /// With nf_tables loaded: a guest is the same to each test, whichever comes first.
  private static Vm boot(Kernel kernel, String name) {
    var log = labFolder().resolve("target/lab/" + name + ".log");
    var images = images(kernel);
    var vm = Vm.boot(new Guest(images, folders(images), log));
    try {
      vm.run("modprobe", "nf_tables").orThrow();
      return vm;
    } catch (LabException e) {
      vm.close();
      throw e;
    }
  }

  /// Ends a guest that no test needs any more.
  public static synchronized void end(Kernel kernel) {
    var vm = BOOTED.remove(kernel);
    if (vm != null) {
      vm.close();
    }
  }

  /// The shipped folder, if it has been built.
  private static Map<String, Path> folders(Images images) {
    var shipped = labFolder().resolveSibling("dist/target/nfdrop");
    return Files.isDirectory(shipped)
        ? Map.of("nfdrop", Shipped.folder(labFolder(), shipped, images))
        : Map.of();
  }

  /// Where the tests run.
  public static Path labFolder() {
    return Path.of("").toAbsolutePath();
  }
}
