package dev.nfdrop.ebpf.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// A number under `/proc/sys` that restricts who may look into the kernel.
public enum Sysctl {
  /// 0: addresses for who has CAP_SYSLOG or, while [#PERF_EVENT_PARANOID] is at most 1, for all; 1:
  /// with CAP_SYSLOG only; 2: for nobody. `kallsyms_show_value()`, kernel/ksyms_common.c.
  KPTR_RESTRICT("kernel.kptr_restrict"),
  PERF_EVENT_PARANOID("kernel.perf_event_paranoid");

  private static final Path ROOT = Path.of("/proc/sys");

  private final String key;

  Sysctl(String key) {
    this.key = key;
  }

  /// As sysctl(8) takes it.
  public String key() {
    return key;
  }

  /// Its value, or a default where the kernel does not show it.
  public int valueOr(int unknown) {
    try {
      return Integer.parseInt(Files.readString(ROOT.resolve(key.replace('.', '/'))).strip());
    } catch (IOException | NumberFormatException _) {
      return unknown;
    }
  }
}
