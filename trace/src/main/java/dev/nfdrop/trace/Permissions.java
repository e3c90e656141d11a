package dev.nfdrop.trace;

import dev.nfdrop.ebpf.sys.Capabilities;
import dev.nfdrop.ebpf.sys.Capability;
import java.util.Optional;
import java.util.stream.Collectors;

/// What a process must be allowed to do in order to trace.
final class Permissions {
  private Permissions() {}

  /// Names what is missing and what would help; empty if nothing is.
  static Optional<String> missing() {
    var missing =
        Capabilities.effective()
            .missing(
                Capability.CAP_BPF, // load programs, make maps
                Capability.CAP_PERFMON, // attach them, read kernel memory
                Capability.CAP_NET_ADMIN, // read rulesets, load the calibration's
                Capability.CAP_SYS_ADMIN, // make and enter network namespaces
                Capability.CAP_SYSLOG); // see addresses in /proc/kallsyms
    if (missing.isEmpty()) {
      return Optional.empty();
    }
    var names = missing.stream().map(Capability::name).collect(Collectors.joining(", "));
    return Optional.of(
        "not permitted: this process lacks %s; run as root (sudo nfdrop …)".formatted(names));
  }
}
