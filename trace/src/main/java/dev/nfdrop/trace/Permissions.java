package dev.nfdrop.trace;

import dev.nfdrop.ebpf.sys.Capabilities;
import dev.nfdrop.ebpf.sys.Capability;
import dev.nfdrop.ebpf.sys.Confinement;
import dev.nfdrop.ebpf.sys.Sysctl;
import dev.nfdrop.trace.TraceRequest.EngineChoice;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a process must be allowed to do in order to trace: docs/permissions.md.
final class Permissions {
  /// `kernel.kptr_restrict` from which on nobody sees addresses.
  private static final int HIDDEN_FROM_ALL = 2;

  /// `kernel.perf_event_paranoid` up to which all see addresses where kptr_restrict is 0.
  private static final int SHOWN_TO_ALL = 1;

  private Permissions() {}

  /// Names what is missing and what would help; empty if nothing is.
  static Optional<String> missing(EngineChoice engine) {
    return switch (engine) {
      case AUTO, KPROBE, TRACEPOINT -> missingForProbes();
      case NFTRACE ->
          lacking(
              Capabilities.effective()
                  .missing(
                      Capability.CAP_NET_ADMIN, // make tables, read rulesets
                      Capability.CAP_SYS_ADMIN)); // make and enter network namespaces
    };
  }

  private static Optional<String> missingForProbes() {
    if (Confinement.inUserNamespace()) {
      return Optional.of(
          "not permitted: this process is in a user namespace of its own (a rootless container?),"
              + " whose capabilities do not count for BPF; run in the initial one");
    }
    var lacking = lacking(missingCapabilities());
    if (lacking.isPresent()) {
      return lacking;
    }
    return Sysctl.KPTR_RESTRICT.valueOr(0) >= HIDDEN_FROM_ALL
        ? Optional.of(
            "not permitted: %1$s=%2$d hides the kernel's addresses from everybody; sysctl %1$s=1"
                .formatted(Sysctl.KPTR_RESTRICT.key(), Sysctl.KPTR_RESTRICT.valueOr(0)))
        : Optional.empty();
  }

  private static Optional<String> lacking(Collection<Capability> missing) {
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    var names = missing.stream().map(Capability::name).collect(Collectors.joining(", "));
    return Optional.of(
        "not permitted: this process lacks %s; run as root (sudo nfdrop …)".formatted(names));
  }

  private static List<Capability> missingCapabilities() {
    var missing =
        new ArrayList<>(
            Capabilities.effective()
                .missing(
                    Capability.CAP_BPF, // load programs, make maps
                    Capability.CAP_PERFMON, // attach them, read kernel memory
                    Capability.CAP_NET_ADMIN, // read rulesets, load the calibration's
                    Capability.CAP_SYS_ADMIN)); // make and enter network namespaces
    if (!addressesAreShown()) {
      missing.add(Capability.CAP_SYSLOG);
    }
    return missing;
  }

  /// Whether /proc/kallsyms has addresses for this process, as long as it has them for anybody.
  private static boolean addressesAreShown() {
    return Capabilities.effective().has(Capability.CAP_SYSLOG)
        || (Sysctl.KPTR_RESTRICT.valueOr(0) == 0
            && Sysctl.PERF_EVENT_PARANOID.valueOr(SHOWN_TO_ALL + 1) <= SHOWN_TO_ALL);
  }
}
