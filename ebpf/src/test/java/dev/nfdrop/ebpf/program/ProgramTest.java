package dev.nfdrop.ebpf.program;

import static dev.nfdrop.ebpf.asm.JumpCondition.EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R3;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Size.U32;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Code;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.sys.Errno;
import dev.nfdrop.ebpf.sys.KernelException;
import dev.nfdrop.ebpf.sys.OpenResources;
import java.lang.foreign.Arena;
import org.junit.jupiter.api.Test;

class ProgramTest {
  @Test
  void aRawTracepointProgramSeesTheArgumentsOfATestRun() {
    var code = new Assembler().load(U64, R0, R1, 8).load(U64, R2, R1, 0).add(R0, R2).exit().build();
    try (var program = new ProgramSpec("sum", ProgramType.RAW_TRACEPOINT, code).load()) {
      assertThat(program.testRun(7919, 4242)).isEqualTo(7919 + 4242);
    }
  }

  @Test
  void itsMachineCodeIsAsLongAsTheKernelSays() {
    var code = new Assembler().move(R0, 0).exit().build();
    try (var program = new ProgramSpec("nothing", ProgramType.RAW_TRACEPOINT, code).load()) {
      assertThat(program.machineCode()).hasSize(program.info().compiledBytes());
    }
  }

  @Test
  void aSyscallProgramWritesIntoItsContext() {
    var code =
        new Assembler()
            .load(U64, R2, R1, 0)
            .add(R2, 1)
            .store(U64, R1, 8, R2)
            .move(R0, 0)
            .exit()
            .build();
    try (var program = new ProgramSpec("increment", ProgramType.SYSCALL, code).load();
        var arena = Arena.ofConfined()) {
      var context = arena.allocateFrom(JAVA_LONG, 7918, 0);
      assertThat(program.testRun(context)).isZero();
      assertThat(context.get(JAVA_LONG, 8)).isEqualTo(7919);
    }
  }

  @Test
  void aSocketFilterRunsOnAFrame() {
    var code = new Assembler().load(U32, R0, R1, 0).exit().build();
    try (var program = new ProgramSpec("length", ProgramType.SOCKET_FILTER, code).load()) {
      assertThat(program.testRunOnFrame(new byte[60])).isEqualTo(60 - 14);
    }
  }

  @Test
  void mapsAreFoundByTheirNames() {
    var counting = countingCode();
    try (var other = MapSpec.array("other", 8, 1).create();
        var totals = MapSpec.perCpuArray("totals", 8, 1).create();
        var program =
            new ProgramSpec("count", ProgramType.RAW_TRACEPOINT, counting).load(other, totals)) {
      for (var i = 0; i < 17; i++) {
        program.testRun(0);
      }
      assertThat(totals.sumOverCpus(totals.lookup(0).orElseThrow(), 0)).isEqualTo(17);
    }
  }

  @Test
  void aMissingMapIsNamedAndNothingStaysOpen() {
    var before = OpenResources.open().size();
    try (var other = MapSpec.array("other", 8, 1).create()) {
      var spec = new ProgramSpec("count", ProgramType.RAW_TRACEPOINT, countingCode());
      assertThatThrownBy(() -> spec.load(other))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessageStartingWith(
              "program count refers to map totals, which is not among [ARRAY fd");
    }
    assertThat(OpenResources.open()).hasSize(before);
  }

  @Test
  void theVerifiersComplaintStandsBesideTheInstructions() {
    var asm = new Assembler();
    var miss = asm.label("miss");
    asm.move(R6, R1)
        .store(U32, R10, -4, 0)
        .loadMap(R1, "totals")
        .move(R2, R10)
        .add(R2, -4)
        .call(Helper.MAP_LOOKUP_ELEM)
        .load(U64, R3, R0, 0)
        .jumpIf(EQUAL, R3, 0, miss)
        .bind(miss)
        .move(R0, 0)
        .exit();
    var spec = new ProgramSpec("careless", ProgramType.RAW_TRACEPOINT, asm.build());
    try (var totals = MapSpec.hash("totals", 4, 8, 1).create()) {
      var refusal = catchThrowableOfType(VerifierException.class, () -> spec.load(totals));
      assertThat(refusal.errno()).isEqualTo(Errno.EACCES);
      assertThat(refusal.log().lastSlot()).hasValue(7);
      assertThat(refusal.log().complaint())
          .containsExactly("R0 invalid mem access 'map_value_or_null'");
      assertThat(refusal)
          .hasMessage(
              """
              bpf(BPF_PROG_LOAD) of program careless: EACCES; the verifier says:
              R0 invalid mem access 'map_value_or_null'
                    2: (18) r1 = map[name:totals]
                    4: (bf) r2 = r10
                    5: (07) r2 += -4
                    6: (85) call bpf_map_lookup_elem#1
              =>    7: (79) r3 = *(u64 *)(r0 +0)
                    8: (15) if r3 == 0x0 goto pc+0
                    9: (b7) r0 = 0\
              """);
      assertThat(refusal.log().text()).contains("processed ");
    }
  }

  @Test
  void logsOfOldKernelsAreUnderstood() {
    var log =
        new VerifierLog(
            """
            func#0 @0
            0: R1=ctx(id=0,off=0,imm=0) R10=fp0
            0: (bf) r6 = r1
            1: R1=ctx(id=0,off=0,imm=0) R6_w=ctx(id=0,off=0,imm=0) R10=fp0
            1: (79) r3 = *(u64 *)(r0 +0)
            R0 !read_ok
            processed 2 insns (limit 1000000) max_states_per_insn 0 total_states 0 peak_states 0
            """);
    assertThat(log.lastSlot()).hasValue(1);
    assertThat(log.complaint()).containsExactly("R0 !read_ok");
  }

  @Test
  void aLogLargerThanTheFirstBufferIsWhole() {
    var asm = new Assembler();
    for (var i = 0; i < 4000; i++) {
      asm.move(R0, i);
    }
    asm.load(U64, R0, R0, 0).exit();
    var spec = new ProgramSpec("long", ProgramType.RAW_TRACEPOINT, asm.build());
    var refusal = catchThrowableOfType(VerifierException.class, spec::load);
    assertThat(refusal.log().text()).startsWith("0: ").contains("3999: (b7) r0 = 3999");
    assertThat(refusal.log().lastSlot()).hasValue(4000);
  }

  @Test
  void infoCountsRunsWhileStatisticsAreOn() {
    var code = new Assembler().move(R0, 0).exit().build();
    try (var program = new ProgramSpec("nothing", ProgramType.RAW_TRACEPOINT, code).load()) {
      program.testRun(0);
      assertThat(program.info().runs()).isZero();
      try (var statistics = RunStatistics.enable()) {
        assertThat(statistics).isNotNull();
        var before = program.info().runs();
        for (var i = 0; i < 5; i++) {
          program.testRun(0);
        }
        assertThat(program.info().runs() - before).isBetween(0L, 5L);
      }
      assertThat(program.info().translatedBytes()).isEqualTo(16);
      assertThat(program.info().recursionMisses()).hasValue(0);
      assertThat(program.info().id()).isPositive();
    }
  }

  @Test
  void aTestRunOfATypeThatHasNoneIsRefused() {
    var code = new Assembler().move(R0, 0).exit().build();
    var spec = new ProgramSpec("probe", ProgramType.SOCKET_FILTER, code);
    try (var program = spec.load()) {
      assertThatThrownBy(() -> program.testRun(1, 2))
          .isInstanceOf(KernelException.class)
          .hasMessageStartingWith("bpf(BPF_PROG_TEST_RUN) of program probe: EINVAL");
    }
  }

  private static Code countingCode() {
    var asm = new Assembler();
    var miss = asm.label("miss");
    return asm.store(U32, R10, -4, 0)
        .loadMap(R1, "totals")
        .move(R2, R10)
        .add(R2, -4)
        .call(Helper.MAP_LOOKUP_ELEM)
        .jumpIf(EQUAL, R0, 0, miss)
        .load(U64, R1, R0, 0)
        .add(R1, 1)
        .store(U64, R0, 0, R1)
        .bind(miss)
        .move(R0, 0)
        .exit()
        .build();
  }
}
