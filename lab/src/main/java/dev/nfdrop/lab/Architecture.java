package dev.nfdrop.lab;

import java.util.List;
import java.util.Locale;

/// A processor architecture, by Debian's name for it, with the machine that QEMU emulates for it.
public enum Architecture {
  AMD64("qemu-system-x86_64", "q35", "max", "ttyS0"),
  /// Pointer authentication with QEMU's own algorithm: the architecture's costs several times more.
  ARM64("qemu-system-aarch64", "virt", "max,pauth-impdef=on", "ttyAMA0");

  private final String emulator;
  private final String machine;
  private final String processor;
  private final String console;

  Architecture(String emulator, String machine, String processor, String console) {
    this.emulator = emulator;
    this.machine = machine;
    this.processor = processor;
    this.console = console;
  }

  /// The one of a Debian name.
  ///
  /// @throws IllegalArgumentException if the lab has no machine of it
  public static Architecture of(String debianName) {
    return valueOf(debianName.toUpperCase(Locale.ROOT));
  }

  /// The one that this JVM runs on.
  static Architecture ofThisMachine() {
    return "aarch64".equals(System.getProperty("os.arch")) ? ARM64 : AMD64;
  }

  /// The name that Debian gives it.
  public String debianName() {
    return name().toLowerCase(Locale.ROOT);
  }

  /// The kernel's name of the serial console.
  String console() {
    return console;
  }

  /// The emulator and the words that choose the machine.
  List<String> machine() {
    return List.of(emulator, "-machine", machine, "-cpu", processor);
  }
}
