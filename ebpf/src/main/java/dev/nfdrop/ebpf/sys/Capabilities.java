package dev.nfdrop.ebpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/// The capabilities in effect.
///
/// @param mask bit n stands for capability n, as `CapEff` of proc_pid_status(5)
public record Capabilities(long mask) {
  private static final Path STATUS = Path.of("/proc/thread-self/status");
  private static final String EFFECTIVE = "CapEff:";

  /// Those of the calling thread.
  public static Capabilities effective() {
    try {
      return ofStatus(Files.readAllLines(STATUS));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static Capabilities ofStatus(List<String> lines) {
    return lines.stream()
        .filter(line -> line.startsWith(EFFECTIVE))
        .map(line -> line.substring(EFFECTIVE.length()).strip())
        .map(hex -> new Capabilities(Long.parseUnsignedLong(hex, 16)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(STATUS + " has no line " + EFFECTIVE));
  }

  /// Whether the kernel grants what the capability stands for, by itself or by CAP_SYS_ADMIN.
  public boolean has(Capability capability) {
    return (mask & capability.mask()) != 0
        || (capability.impliedBySysAdmin() && (mask & Capability.CAP_SYS_ADMIN.mask()) != 0);
  }

  /// Those of the given ones that are not granted, in order of declaration.
  public Set<Capability> missing(Capability... needed) {
    var missing = EnumSet.noneOf(Capability.class);
    Arrays.stream(needed).filter(capability -> !has(capability)).forEach(missing::add);
    return missing;
  }

  /// Whether the effective user of this process is root; says nothing about capabilities.
  public static boolean isRootUser() {
    return Libc.call(SystemCall.GETEUID) == 0;
  }
}
