package dev.nfdrop.ebpf.sys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// The capabilities in effect.
///
/// @param mask bit n stands for capability n, as `CapEff` of proc_pid_status(5)
public record Capabilities(long mask) {
  private static final Path STATUS = Path.of("/proc/thread-self/status");
  private static final String EFFECTIVE = "CapEff:";

  /// The line of each set.
  private static final Map<String, String> LINES =
      Map.of("effective", EFFECTIVE, "permitted", "CapPrm:", "inheritable", "CapInh:");

  /// `struct __user_cap_header_struct`, include/uapi/linux/capability.h; pid 0 is this thread.
  private static final CStruct HEADER =
      CStruct.named("__user_cap_header_struct").u32("version", "pid").build();

  /// `_LINUX_CAPABILITY_VERSION_3`.
  private static final int VERSION_3 = 0x20080522;

  /// Two of `struct __user_cap_data_struct`: capabilities 0 to 31, and those above.
  private static final CStruct SETS =
      CStruct.named("__user_cap_data_struct[2]")
          .u32("effective_low", "permitted_low", "inheritable_low")
          .u32("effective_high", "permitted_high", "inheritable_high")
          .build();

  /// `PR_SET_NO_NEW_PRIVS`, include/uapi/linux/prctl.h.
  private static final long NO_NEW_PRIVILEGES = 38;

  /// Those of the calling thread.
  public static Capabilities effective() {
    return ofStatus(statusLines());
  }

  static Capabilities ofStatus(List<String> lines) {
    return ofStatus(lines, EFFECTIVE);
  }

  private static List<String> statusLines() {
    try {
      return Files.readAllLines(STATUS);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Capabilities ofStatus(List<String> lines, String set) {
    return lines.stream()
        .filter(line -> line.startsWith(set))
        .map(line -> line.substring(set.length()).strip())
        .map(hex -> new Capabilities(Long.parseUnsignedLong(hex, 16)))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException(STATUS + " has no line " + set));
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

  /// Gives up all rights of the calling thread but these, for good: what it executes gets no more,
  /// not even as root. For threads of their own that start another program.
  ///
  /// Source: capset(2), `PR_SET_NO_NEW_PRIVS` of prctl(2).
  ///
  /// @throws KernelException if the kernel refuses
  public static void keepOnly(Capability... kept) {
    long wanted = Arrays.stream(kept).mapToLong(Capability::mask).reduce(0, (a, b) -> a | b);
    require("prctl(PR_SET_NO_NEW_PRIVS)", Libc.call(SystemCall.PRCTL, NO_NEW_PRIVILEGES, 1));
    try (var arena = Arena.ofConfined()) {
      var header = HEADER.allocate(arena).set("version", VERSION_3);
      var sets = SETS.allocate(arena);
      var lines = statusLines();
      LINES.forEach((set, line) -> {
        var mask = ofStatus(lines, line).mask & wanted;
        sets.set(set + "_low", mask).set(set + "_high", mask >>> Integer.SIZE);
      });
      require(
          "capset",
          Libc.call(SystemCall.CAPSET, header.segment().address(), sets.segment().address()));
    }
  }

  private static void require(String call, long result) {
    if (result < 0) {
      throw new KernelException(call, "", Errno.ofResult(result));
    }
  }

  /// Whether the effective user of this process is root; says nothing about capabilities.
  public static boolean isRootUser() {
    return Libc.call(SystemCall.GETEUID) == 0;
  }
}
