package dev.nfdrop.lab.scenario;

import static dev.nfdrop.lab.scenario.Restricted.NOT_PERMITTED;
import static dev.nfdrop.lab.scenario.Restricted.UNSUPPORTED;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What nfdrop says and does on this machine where it is not allowed everything.
@ExtendWith(ThisMachine.class)
final class NativeRestrictionsTest {

  private static final String RULES =
      """
      table ip nfd {
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 drop
        }
      }
      """;

  /// CAP_DAC_READ_SEARCH, CAP_NET_ADMIN, CAP_SYS_PTRACE, CAP_SYS_ADMIN, CAP_SYSLOG, CAP_PERFMON,
  /// CAP_BPF, as docs/permissions.md has them.
  private static final String KEPT = "000000c400281004";

  /// Of nft, and of the thread that waits for its end.
  private static final String NET_ADMIN = "0000000000001000";

  private final Nfdrop nfdrop = Nfdrop.on(new NativeHost());

  @TempDir
  @SuppressWarnings("NullAway.Init")
  private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {Seccomp.EPERM, Seccomp.ENOSYS})
  void saysThatASeccompFilterForbidsBpf(int errno) {
    var filter = new Seccomp(Seccomp.BPF, errno);
    Restricted.by(nfdrop, filter.byPerl())
        .assertRefuses(NOT_PERMITTED, "bpf(", "seccomp filter", "container runtime allow bpf");
  }

  @Test
  void refusesInAUserNamespace() {
    Restricted.by(nfdrop, List.of("unshare", "--user", "--map-root-user"))
        .assertRefuses(NOT_PERMITTED, "user namespace", "rootless container");
  }

  @Test
  void saysThatTheKernelsBtfIsMissing() {
    var hide = "mount -t tmpfs none /sys/kernel/btf && exec \"$@\"";
    Restricted.by(nfdrop, List.of("unshare", "--mount", "sh", "-c", hide, "sh"))
        .assertRefuses(UNSUPPORTED, "/sys/kernel/btf/vmlinux", "CONFIG_DEBUG_INFO_BTF");
  }

  @ParameterizedTest
  @CsvSource({
    "'+sys_admin,+syslog', CAP_NET_ADMIN",
    "'+net_admin,+syslog,+bpf,+perfmon', CAP_SYS_ADMIN",
    "+net_admin, 'CAP_SYS_ADMIN, CAP_PERFMON, CAP_BPF'"
  })
  void namesTheCapabilityThatIsMissing(String capabilities, String missing) {
    Restricted.to(nfdrop, capabilities).assertRefuses(NOT_PERMITTED, "lacks " + missing);
  }

  /// Neither root's user nor any other capability.
  @Test
  void anOrdinaryUserWithTheCapabilitiesGetsRulesWithTheirTexts() {
    var user =
        List.of(
            "setpriv",
            "--reuid=65534",
            "--regid=65534",
            "--clear-groups",
            "--inh-caps=" + Restricted.NEEDED,
            "--ambient-caps=" + Restricted.NEEDED);
    try (var network = network()) {
      try (var running = traceOne(Restricted.by(nfdrop, user), network)) {
        network.asClient(udp()).orThrow();
        assertThat(running.await().stdout()).contains("\"rule\":\"udp dport 4242 drop\"");
      }
    }
  }

  @Test
  void noThreadKeepsMoreThanTheDocumentedAndNftLessStill() throws IOException {
    var rights = folder.resolve("nft-rights");
    var nft = folder.resolve("nft");
    Files.writeString(
        nft,
        "#!/bin/sh\ngrep -h '^CapPrm' /proc/self/status >%s\nPATH=/usr/sbin:/sbin:/usr/bin:/bin exec nft \"$@\"\n"
            .formatted(rights));
    nfdrop.host().run("chmod", "755", nft.toString()).orThrow();
    var observed =
        List.of("sh", "-c", "echo pid $$ >&2; PATH=%s:$PATH exec \"$@\"".formatted(folder), "sh");
    try (var network = network();
        var running = traceOne(Restricted.by(nfdrop, observed), network)) {
      var pid = running.awaitLine(Stream.STDERR, line -> line.startsWith("pid ")).substring(4);
      assertThat(rightsOfThreads(pid)).contains(KEPT).isSubsetOf(KEPT, NET_ADMIN);
      network.asClient(udp()).orThrow();
      assertThat(running.await().stdout()).contains("\"rule\":\"udp dport 4242 drop\"");
      assertThat(Files.readString(rights)).contains(NET_ADMIN);
    }
  }

  /// The permitted sets of all threads.
  private Set<String> rightsOfThreads(String pid) {
    var list = "cat /proc/" + pid + "/task/*/status | sed -n 's/^CapPrm:\\s*//p'";
    return new TreeSet<>(nfdrop.host().run("bash", "-c", list).orThrow().lines());
  }

  private Network network() {
    var network = Network.create(nfdrop.host(), "limits" + ProcessHandle.current().pid());
    network.load(RULES);
    return network;
  }

  /// Starts it to end after one drop, and waits until it traces.
  private Running traceOne(Restricted restricted, Network network) {
    var arguments = "trace --engine tracepoint --json --count 1 --netns " + network.server();
    var command = restricted.command(arguments.split(" "));
    var running = nfdrop.host().start(command);
    running.awaitLine(Stream.STDERR, line -> line.startsWith("nfdrop: ready"));
    return running;
  }

  private static String udp() {
    return "echo nfdrop >/dev/udp/" + Network.SERVER + "/4242\n";
  }
}
