package dev.nfdrop.lab;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The guests of this test run: a kernel stays booted for the tests to come, as long as there is
/// room. All end with the JVM.
public final class Vms {

  /// Which of the JVMs that run tests side by side this one is.
  public static final String FORK = System.getProperty("lab.fork", "1");

  private static final Kernel DEBIAN_13 = Kernel.of("6.12.107+deb13-amd64");

  /// Each takes more than a gibibyte of this machine.
  private static final int ROOM = 4;

  /// Longest unused first.
  private static final Map<Kernel, Vm> BOOTED = new LinkedHashMap<>(ROOM, 0.75f, true);

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

  /// A guest with this kernel. Another one that was not asked for in a long time may end for it.
  public static synchronized Vm of(Kernel kernel) {
    var booted = BOOTED.get(kernel);
    if (booted != null) {
      return booted;
    }
    if (BOOTED.size() == ROOM) {
      end(BOOTED.keySet().iterator().next());
    }
    var vm = boot(kernel, kernel.release());
    BOOTED.put(kernel, vm);
    return vm;
  }

  /// A guest of the caller's own, who closes it: for what cannot be undone in a running kernel.
  public static Vm alone(Kernel kernel) {
    return boot(kernel, kernel.release() + "-alone");
  }

  /// With nf_tables loaded: a guest is the same to each test, whichever comes first.
  private static Vm boot(Kernel kernel, String name) {
    var log = labFolder().resolve("target/lab/" + FORK + "/" + name + ".log");
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

  private static void end(Kernel kernel) {
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
