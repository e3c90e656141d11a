package dev.nfdrop.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class ConsoleTest {

  @TempDir private Path folder = Path.of("");

  @Test
  void findsWhatAKernelComplainsAbout() throws IOException {
    var log =
        """
        [    0.044000] tsc: Unable to calibrate against PIT
        [   12.000000] WARNING: CPU: 1 PID: 7919 at kernel/trace/bpf_trace.c:42 bpf_get_stack+0x0/0x10
        [   12.000001] nf_tables: module loaded
        [   13.000000] BUG: unable to handle page fault for address: ffffffffff600000
        [   13.000001] Oops: Oops: 0000 [#1] PREEMPT SMP NOPTI
        [   14.000000] Kernel panic - not syncing: Fatal exception in interrupt
        [   15.000000] rcu: INFO: rcu_preempt detected stalls on CPUs/tasks:
        """;
    var console = new Console(Files.writeString(folder.resolve("console.log"), log));
    assertThat(console.complaints())
        .hasSize(5)
        .noneMatch(line -> line.contains("calibrate") || line.contains("module loaded"));
  }

  @Test
  void aGuestThatHasPrintedNothingHasNoComplaints() {
    var console = new Console(folder.resolve("none.log"));
    assertThat(console.complaints()).isEmpty();
    assertThat(console.tail()).contains("none.log");
  }
}
