package dev.nfdrop.ebpf.link;

import static dev.nfdrop.ebpf.asm.JumpCondition.NOT_EQUAL;
import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.map.BpfMap;
import dev.nfdrop.ebpf.map.MapSpec;
import dev.nfdrop.ebpf.program.ProgramSpec;
import dev.nfdrop.ebpf.program.ProgramType;
import dev.nfdrop.ebpf.sys.Architecture;
import dev.nfdrop.ebpf.sys.Capabilities;
import dev.nfdrop.ebpf.sys.MissingFeatureException;
import dev.nfdrop.ebpf.sys.OpenResources;
import org.junit.jupiter.api.Test;

class LinkTest {
  /// `geteuid` of the system-call tables.
  private static final int GETEUID =
      switch (Architecture.HOST) {
        case X86_64 -> 107;
        case AARCH64 -> 175;
      };

  @Test
  void aRawTracepointSeesEachEventUntilItIsClosed() {
    try (var counts = MapSpec.mappableArray("counts", 8, 1).create();
        var program = countingSystemCall(GETEUID).load(counts)) {
      try (var link = RawTracepoint.attach("sys_enter", program)) {
        assertThat(link.place()).isEqualTo("raw tracepoint sys_enter");
        for (var i = 0; i < 1000; i++) {
          assertThat(Capabilities.isRootUser()).isTrue();
        }
        assertThat(count(counts)).isEqualTo(1000);
      }
      assertThat(Capabilities.isRootUser()).isTrue();
      assertThat(count(counts)).isEqualTo(1000);
    }
  }

  @Test
  void aLinkOutlivesTheProgramsDescriptor() {
    try (var counts = MapSpec.mappableArray("counts", 8, 1).create()) {
      var program = countingSystemCall(GETEUID).load(counts);
      try (var link = RawTracepoint.attach("sys_enter", program)) {
        program.close();
        assertThat(Capabilities.isRootUser()).isTrue();
        assertThat(link.toString()).contains("sys_enter");
        assertThat(count(counts)).isEqualTo(1);
      }
    }
  }

  @Test
  void anUnknownTracepointIsAMissingFeature() {
    try (var counts = MapSpec.mappableArray("counts", 8, 1).create();
        var program = countingSystemCall(GETEUID).load(counts)) {
      assertThatThrownBy(() -> RawTracepoint.attach("kfree_skbs", program))
          .isInstanceOf(MissingFeatureException.class)
          .hasMessageStartingWith("this kernel has no raw tracepoint kfree_skbs");
    }
  }

  @Test
  void attachmentsAreRegisteredAsSuch() {
    try (var counts = MapSpec.mappableArray("counts", 8, 1).create();
        var program = countingSystemCall(GETEUID).load(counts);
        var link = RawTracepoint.attach("sys_enter", program)) {
      assertThat(OpenResources.open())
          .filteredOn(resource -> resource.kind() == OpenResources.Kind.ATTACHMENT)
          .singleElement()
          .extracting(OpenResources.Resource::what)
          .asString()
          .startsWith(link.place());
    }
  }

  /// Counts one system call of this process.
  private static ProgramSpec countingSystemCall(int number) {
    var asm = new Assembler();
    var other = asm.label("other");
    var pid = Math.toIntExact(ProcessHandle.current().pid());
    var code =
        asm.load(U64, R6, R1, 8)
            .jumpIf(NOT_EQUAL, R6, number, other)
            .call(Helper.GET_CURRENT_PID_TGID)
            .shiftRight(R0, Integer.SIZE)
            .jumpIf(NOT_EQUAL, R0, pid, other)
            .loadMapValue(R1, "counts", 0)
            .move(R2, 1)
            .atomicAdd(U64, R1, 0, R2)
            .bind(other)
            .move(R0, 0)
            .exit()
            .build();
    return new ProgramSpec("count_calls", ProgramType.RAW_TRACEPOINT, code);
  }

  private static long count(BpfMap counts) {
    return counts.lookup(0).orElseThrow().get(JAVA_LONG, 0);
  }
}
