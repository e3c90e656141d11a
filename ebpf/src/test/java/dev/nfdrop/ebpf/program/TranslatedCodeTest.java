package dev.nfdrop.ebpf.program;

import static dev.nfdrop.ebpf.asm.Register.R0;
import static dev.nfdrop.ebpf.asm.Register.R1;
import static dev.nfdrop.ebpf.asm.Register.R10;
import static dev.nfdrop.ebpf.asm.Register.R2;
import static dev.nfdrop.ebpf.asm.Register.R6;
import static dev.nfdrop.ebpf.asm.Register.R7;
import static dev.nfdrop.ebpf.asm.Register.R8;
import static dev.nfdrop.ebpf.asm.Size.U64;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.asm.AluOperation;
import dev.nfdrop.ebpf.asm.Assembler;
import dev.nfdrop.ebpf.asm.AtomicOperation;
import dev.nfdrop.ebpf.asm.ByteSwap;
import dev.nfdrop.ebpf.asm.Code;
import dev.nfdrop.ebpf.asm.Disassembler;
import dev.nfdrop.ebpf.asm.Helper;
import dev.nfdrop.ebpf.asm.Instruction;
import dev.nfdrop.ebpf.asm.JumpCondition;
import dev.nfdrop.ebpf.asm.Size;
import dev.nfdrop.ebpf.asm.Width;
import dev.nfdrop.ebpf.map.MapSpec;
import java.util.List;
import org.junit.jupiter.api.Test;

/// Our encoding and our disassembly against the kernel's acceptance and bpftool's disassembly.
class TranslatedCodeTest {
  @Test
  void bpftoolReadsBackWhatWeAssembled() throws Exception {
    var code = wideCode();
    try (var totals = MapSpec.mappableArray("totals", 64, 1).create();
        var program = new ProgramSpec("wide", ProgramType.RAW_TRACEPOINT, code).load(totals)) {
      assertThat(dump(program.info().id()))
          .containsExactlyElementsOf(
              Disassembler.lines(code).stream().map(line -> normal(line.toString())).toList());
      assertThat(program.testRun(1, 2, 3)).isZero();
    }
  }

  private static Code wideCode() {
    var asm = new Assembler().move(R8, R1);
    addOperations(asm);
    addJumps(asm);
    addMemory(asm);
    return asm.loadMap(R1, "totals")
        .loadMapValue(R2, "totals", 24)
        .loadConstant(R7, 0x123456789abcdefL)
        .store(U64, R2, 0, R7)
        .call(Helper.KTIME_GET_NS)
        .move(R0, 0)
        .exit()
        .build();
  }

  private static void addOperations(Assembler asm) {
    asm.load(U64, R6, R8, 0).load(U64, R7, R8, 8);
    for (var operation : AluOperation.values()) {
      // The kernel guards divisions by registers with instructions of its own.
      if (operation != AluOperation.DIVIDE && operation != AluOperation.MODULO) {
        asm.alu(operation, R6, R7).alu32(operation, R6, R7);
      }
      asm.alu(operation, R6, 17).alu32(operation, R6, 17).load(U64, R6, R8, 0);
    }
    asm.negate(R6).emit(new Instruction.Negate(Width.BITS_32, R6));
    for (var order : ByteSwap.values()) {
      asm.swap(order, R6);
    }
  }

  private static void addJumps(Assembler asm) {
    for (var condition : JumpCondition.values()) {
      var next = asm.label("after " + condition);
      asm.load(U64, R6, R8, 0)
          .load(U64, R7, R8, 8)
          .jumpIf(condition, R6, R7, next)
          .jumpIf32(condition, R6, R7, next)
          .jumpIf(condition, R6, 4242, next)
          .jumpIf32(condition, R6, 4242, next)
          .move(R6, 0)
          .bind(next);
    }
    var end = asm.label("end of jumps");
    var back = asm.label("loop");
    asm.move(R6, 3)
        .bind(back)
        .add(R6, -1)
        .jumpIf(JumpCondition.NOT_EQUAL, R6, 0, back)
        .load(U64, R6, R8, 0)
        .jumpIf(JumpCondition.EQUAL, R6, 1, end)
        .move(R6, 1)
        .bind(end);
  }

  private static void addMemory(Assembler asm) {
    for (var size : Size.values()) {
      asm.store(size, R10, -8, 1).store(size, R10, -16, R6).load(size, R6, R10, -8);
    }
    asm.store(U64, R10, -8, 1);
    for (var operation : AtomicOperation.values()) {
      for (var size : List.of(Size.U32, U64)) {
        asm.move(R6, 1).move(R0, 2).atomic(operation, size, R10, -8, R6);
      }
    }
  }

  private static List<String> dump(int id) throws Exception {
    var process =
        new ProcessBuilder("bpftool", "prog", "dump", "xlated", "id", Integer.toString(id))
            .redirectErrorStream(true)
            .start();
    var text = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(text).isZero();
    return text.lines().map(TranslatedCodeTest::normal).toList();
  }

  /// Without what only one side can know: numbers of maps and of helpers.
  private static String normal(String line) {
    return line.strip()
        .replaceAll("map\\[(id|name):\\w+]", "map[]")
        .replaceAll("(call \\w+)#-?\\d+", "$1");
  }
}
