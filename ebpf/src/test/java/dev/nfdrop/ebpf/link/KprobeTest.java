package dev.nfdrop.ebpf.link;

import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.program.LoadedProgram;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.ebpf.sys.Architecture;
import dev.nfdrop.ebpf.sys.Capabilities;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.MissingFeatureException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// On a kernel without kprobes every attachment must say so; on one with them it must work.
class KprobeTest {
  private static final String FUNCTION =
      switch (Architecture.HOST) {
        case X86_64 -> "__x64_sys_geteuid";
        case AARCH64 -> "__arm64_sys_geteuid";
      };

  private BpfMap counts;
  private LoadedProgram program;

  @BeforeEach
  void load() {
    counts = MapSpec.mappableArray("counts", 8, 1).create();
    program = countingThisProcess().load(counts);
  }

  @AfterEach
  void close() {
    program.close();
    counts.close();
  }

  @Test
  void aProbeInAFunctionSeesEachCallUntilItIsClosed() {
    seesEachCallUntilItIsClosed(new ProbePoint.InFunction(FUNCTION, 0));
  }

  @Test
  void aProbeAtAnAddressSeesEachCallUntilItIsClosed() throws Exception {
    seesEachCallUntilItIsClosed(new ProbePoint.AtAddress(addressOf(FUNCTION)));
  }

  @Test
  void aProbeInsideAnInstructionIsRefusedWithAReason() throws Exception {
    if (!Kprobe.isAvailable()) {
      saysThatKprobesAreMissing(new ProbePoint.InFunction(FUNCTION, 1));
      return;
    }
    var inside = new ProbePoint.AtAddress(addressOf("nft_do_chain") + 6);
    assertThatThrownBy(() -> Kprobe.attach(inside, program))
        .isInstanceOf(KernelException.class)
        .hasMessageMatching("perf_event_open of kprobe at 0x\\w+: (EILSEQ|EINVAL); .*");
  }

  @Test
  void anUnknownFunctionIsRefusedWithAReason() {
    var unknown = new ProbePoint.InFunction("nft_do_chains", 0);
    if (!Kprobe.isAvailable()) {
      saysThatKprobesAreMissing(unknown);
      return;
    }
    assertThatThrownBy(() -> Kprobe.attach(unknown, program))
        .isInstanceOf(KernelException.class)
        .hasMessageContaining("look it up in /proc/kallsyms");
  }

  @Test
  void aRefusedEventNamesThePlaceAndTheRemedy() {
    var point = new ProbePoint.AtAddress(0xffffffff81234567L);
    assertThatThrownBy(() -> KprobeEvent.open(point, 424_242))
        .isInstanceOf(KernelException.class)
        .hasMessage(
            "perf_event_open of kprobe at 0xffffffff81234567: ENOENT; the kernel has no such"
                + " function: look it up in /proc/kallsyms; is its module loaded?");
  }

  private void seesEachCallUntilItIsClosed(ProbePoint point) {
    if (!Kprobe.isAvailable()) {
      saysThatKprobesAreMissing(point);
      return;
    }
    try (var probe = Kprobe.attach(point, program)) {
      assertThat(probe.place()).isEqualTo("kprobe at " + point);
      for (var i = 0; i < 100; i++) {
        assertThat(Capabilities.isRootUser()).isTrue();
      }
      assertThat(count()).isEqualTo(100);
      probe.missed().ifPresent(missed -> assertThat(missed).isZero());
    }
    assertThat(Capabilities.isRootUser()).isTrue();
    assertThat(count()).isEqualTo(100);
  }

  private void saysThatKprobesAreMissing(ProbePoint point) {
    assertThat(Path.of("/sys/kernel/debug/kprobes/list")).doesNotExist();
    assertThatThrownBy(() -> Kprobe.attach(point, program))
        .isInstanceOf(MissingFeatureException.class)
        .hasMessageStartingWith("this kernel has no kprobes (");
  }

  private long count() {
    return counts.lookup(0).orElseThrow().get(JAVA_LONG, 0);
  }

  private static long addressOf(String function) throws Exception {
    try (var symbols = Files.lines(Path.of("/proc/kallsyms"))) {
      return symbols
          .map(line -> line.split("\\s+"))
          .filter(fields -> fields[2].equals(function))
          .mapToLong(fields -> Long.parseUnsignedLong(fields[0], 16))
          .findFirst()
          .orElseThrow();
    }
  }

  private static ProgramSpec countingThisProcess() {
    var asm = new Assembler();
    var other = asm.label("other");
    var pid = Math.toIntExact(ProcessHandle.current().pid());
    var code =
        asm.call(Helper.GET_CURRENT_PID_TGID)
            .shiftRight(R0, Integer.SIZE)
            .jumpIf(NOT_EQUAL, R0, pid, other)
            .loadMapValue(R1, "counts", 0)
            .move(R2, 1)
            .atomicAdd(U64, R1, 0, R2)
            .bind(other)
            .move(R0, 0)
            .exit()
            .build();
    return new ProgramSpec("count_calls", ProgramType.KPROBE, code);
  }
}
