package dev.nfdrop.ebpf.sys;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// How far the kernel is locked down even against root: kernel_lockdown(7),
/// security/lockdown/lockdown.c.
public enum Lockdown {
  NONE,
  /// Nothing may change the running kernel. Probes and reading kernel memory are allowed.
  INTEGRITY,
  /// Nothing may read kernel memory either: no probe, no `bpf_probe_read_kernel()`.
  CONFIDENTIALITY;

  /// Where the kernel says it, once securityfs is mounted: `none [integrity] confidentiality`.
  private static final Path FILE = Path.of("/sys/kernel/security/lockdown");

  /// The running kernel's; [#NONE] where it does not say.
  public static Lockdown current() {
    try {
      return of(Files.readString(FILE));
    } catch (IOException _) {
      return NONE;
    }
  }

  static Lockdown of(String text) {
    if (text.contains("[confidentiality]")) {
      return CONFIDENTIALITY;
    }
    return text.contains("[integrity]") ? INTEGRITY : NONE;
  }
}
