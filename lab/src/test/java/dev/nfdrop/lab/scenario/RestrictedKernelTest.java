package dev.nfdrop.lab.scenario;

import static dev.nfdrop.lab.scenario.Restricted.NEEDED;
import static dev.nfdrop.lab.scenario.Restricted.NOT_PERMITTED;
import static dev.nfdrop.lab.scenario.Restricted.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Host;
import dev.nfdrop.lab.Kernel;
import dev.nfdrop.lab.Vms;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What nfdrop says and does on kernels whose settings stand in its way.
final class RestrictedKernelTest {

  private static final Kernel DEBIAN_13 = Kernel.of("6.12.107+deb13-amd64");
  private static final Kernel DEBIAN_11 = Kernel.of("5.10.0-32-amd64");

  private static final String KPROBES = "/sys/kernel/debug/kprobes/enabled";

  @Test
  void hiddenAddressesAreRefusedAndStrictSettingsServed() {
    var guest = Vms.of(DEBIAN_13);
    var nfdrop = Nfdrop.in(guest);
    var before = read(guest, "/proc/sys/kernel/kptr_restrict");
    try {
      set(guest, "/proc/sys/kernel/kptr_restrict", "2");
      Restricted.to(nfdrop, NEEDED)
          .assertRefuses(NOT_PERMITTED, "kptr_restrict=2", "sysctl kernel.kptr_restrict=1");
      set(guest, "/proc/sys/kernel/kptr_restrict", "1");
      Restricted.to(nfdrop, "+net_admin,+sys_admin")
          .assertRefuses(NOT_PERMITTED, "lacks CAP_SYSLOG");
      set(guest, "/proc/sys/kernel/perf_event_paranoid", "4");
      Restricted.to(nfdrop, NEEDED).assertTraces("--engine", "kprobe");
    } finally {
      set(guest, "/proc/sys/kernel/kptr_restrict", before);
      set(guest, "/proc/sys/kernel/perf_event_paranoid", "3");
    }
  }

  @Test
  void aFilterOfPerfEventsLeavesTheTracepoint() {
    var guest = Vms.of(DEBIAN_13);
    var file = "/tmp/no-perf-events";
    var filter = new Seccomp(Seccomp.PERF_EVENT_OPEN, Seccomp.EPERM);
    guest.run("bash", "-c", filter.writeTo(file)).orThrow();
    var restricted = Restricted.by(Nfdrop.in(guest), List.of("setpriv", "--seccomp-filter", file));
    var check = guest.run(restricted.command("check"));
    assertThat(check.exitStatus()).as(check.toString()).isZero();
    assertThat(check.lines())
        .as(check.toString())
        .anyMatch(line -> line.matches("kprobe +not usable: not permitted: .*seccomp filter.*"))
        .anyMatch(line -> line.matches("tracepoint +usable: .*"));
    Restricted.assertRefused(
        restricted.trace("--engine", "kprobe"), NOT_PERMITTED, "perf_event_open", "seccomp filter");
  }

  @Test
  void saysThatKprobesAreSwitchedOff() {
    var guest = Vms.of(DEBIAN_13);
    set(guest, KPROBES, "0");
    try {
      var result = Restricted.by(Nfdrop.in(guest), List.of()).trace("--engine", "kprobe");
      Restricted.assertRefused(result, UNSUPPORTED, "switched off", "echo 1 > " + KPROBES);
    } finally {
      set(guest, KPROBES, "1");
    }
  }

  @Test
  void saysThatTheModulesBtfIsMissing() {
    var guest = Vms.of(DEBIAN_13);
    var hide =
        """
        mkdir -p /tmp/btf && cp /sys/kernel/btf/vmlinux /tmp/btf &&
        mount --bind /tmp/btf /sys/kernel/btf && exec "$@"
        """;
    Restricted.by(Nfdrop.in(guest), List.of("unshare", "--mount", "sh", "-c", hide, "sh"))
        .assertRefuses(UNSUPPORTED, "/sys/kernel/btf/nf_tables", "CONFIG_DEBUG_INFO_BTF_MODULES=y");
  }

  /// Lockdown cannot be taken back: the guest is this test's own.
  @Test
  void worksLockedDownForIntegrityAndRefusesForConfidentiality() {
    try (var guest = Vms.alone(DEBIAN_13)) {
      var nfdrop = Nfdrop.in(guest);
      set(guest, "/sys/kernel/security/lockdown", "integrity");
      var check = guest.run(nfdrop.command("check"));
      assertThat(check.lines())
          .as(check.toString())
          .anyMatch(line -> line.matches("kprobe +usable: .*"))
          .anyMatch(line -> line.matches("tracepoint +usable: .*"));
      set(guest, "/sys/kernel/security/lockdown", "confidentiality");
      var unrestricted = Restricted.by(nfdrop, List.of());
      unrestricted.assertRefuses(UNSUPPORTED, "lockdown=confidentiality", "boot with");
      guest.run("umount", "/sys/kernel/security").orThrow();
      unrestricted.assertRefuses(
          UNSUPPORTED, "bpf_probe_read_kernel", "lockdown=confidentiality takes it away");
    }
  }

  @Test
  void saysThatLockedMemoryIsLimitedBeforeLinux511() {
    var guest = Vms.of(DEBIAN_11);
    var limited =
        List.of(
            "prlimit",
            "--memlock=65536:65536",
            "setpriv",
            "--inh-caps=-all," + NEEDED,
            "--bounding-set=-all," + NEEDED);
    Restricted.by(Nfdrop.in(guest), limited)
        .assertRefuses(NOT_PERMITTED, "locked memory", "ulimit -l unlimited", "CAP_SYS_RESOURCE");
  }

  private static String read(Host host, String file) {
    return host.run("cat", file).orThrow().stdout().strip();
  }

  private static void set(Host host, String file, String value) {
    host.run("bash", "-c", "echo " + value + " >" + file).orThrow();
  }
}
