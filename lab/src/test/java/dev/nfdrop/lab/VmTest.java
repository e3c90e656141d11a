package dev.nfdrop.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

final class VmTest extends HostContract {

  private static final Duration END_LIMIT = Duration.ofSeconds(20);

  @Override
  Host host() {
    return Vms.debian13();
  }

  @Test
  void runsTheKernelThatWasAskedFor() {
    assertThat(Vms.debian13().kernelRelease()).isEqualTo("6.12.107+deb13-amd64");
    assertThat(host().run("uname", "-r").lines()).containsExactly("6.12.107+deb13-amd64");
  }

  @Test
  void hasWhatScenariosNeed() {
    host().run("modprobe", "-a", "nf_tables", "veth", "bridge", "dummy").orThrow();
    host().run("nft", "list", "ruleset").orThrow();
    assertThat(host().run("test", "-r", "/sys/kernel/btf/nf_tables").exitStatus()).isZero();
    assertThat(host().run("test", "-e", "/sys/kernel/debug/kprobes/list").exitStatus()).isZero();
  }

  @Test
  void doesNotChangeTheRootImage() throws IOException {
    var root = Vms.images().root();
    var before = Files.getLastModifiedTime(root);
    host().run("bash", "-c", "echo changed >/etc/hostname; sync").orThrow();
    assertThat(Files.getLastModifiedTime(root)).isEqualTo(before);
  }

  @Test
  void aKilledTestRunTakesItsGuestAlong() throws IOException, InterruptedException {
    var javaHome = System.getProperty("java.home");
    var log = Vms.labFolder().resolve("target/lab/killed.log");
    var program =
        new ProcessBuilder(
                Path.of(javaHome, "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                StartedGuest.class.getName(),
                log.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    ProcessHandle guest;
    try (var lines = program.inputReader()) {
      var pid = Long.parseLong(lines.readLine());
      guest = ProcessHandle.of(pid).orElseThrow();
      program.destroyForcibly();
    }
    guest.onExit().orTimeout(END_LIMIT.toSeconds(), TimeUnit.SECONDS).join();
    assertThat(guest.isAlive()).isFalse();
  }
}
