package dev.nfdrop.ebpf.asm;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;

/// Our encoding of every instruction form against that of LLVM's assembler.
class EncodingTest {
  private static final Pattern ENCODING = Pattern.compile("encoding: \\[([^]]*)]");

  /// What one line of LLVM's assembly means to us.
  private record Form(String llvm, Instruction instruction) {}

  @Test
  void everyFormEncodesAsLlvmDoes() throws Exception {
    var forms = new ArrayList<Form>();
    addOperations(forms);
    addMemory(forms);
    addAtomics(forms);
    addConstants(forms);
    var expected = encodeByLlvm(forms.stream().map(Form::llvm).toList());
    assertThat(expected).hasSameSizeAs(forms);
    var softly = new SoftAssertions();
    for (var i = 0; i < forms.size(); i++) {
      var form = forms.get(i);
      softly.assertThat(hex(form.instruction())).as(form.llvm()).isEqualTo(expected.get(i));
    }
    softly.assertAll();
  }

  @Test
  void everyJumpEncodesAsLlvmDoes() throws Exception {
    var lines = new ArrayList<String>();
    var asm = new Assembler();
    var behind = asm.label("behind");
    var jumps = 4 * JumpCondition.values().length + 1;
    var left = jumps - 1;
    for (var condition : JumpCondition.values()) {
      var text = "if %%s1 %s %%s goto +%%d".formatted(condition.symbol());
      asm.jumpIf(condition, Register.R1, Register.R2, behind);
      lines.add(text.formatted("r", "r2", left--));
      asm.jumpIf(condition, Register.R1, -7919, behind);
      lines.add(text.formatted("r", "-7919", left--));
      asm.jumpIf32(condition, Register.R1, Register.R2, behind);
      lines.add(text.formatted("w", "w2", left--));
      asm.jumpIf32(condition, Register.R1, 4242, behind);
      lines.add(text.formatted("w", "4242", left--));
    }
    asm.jump(behind).bind(behind).exit();
    lines.add("goto +0");
    lines.add("exit");
    // LLVM 14 has no syntax for a test of bits.
    var known = lines.stream().filter(line -> !line.contains(" & ")).toList();
    var expected = encodeByLlvm(known).iterator();
    var bytes = asm.build().encode(_ -> 0);
    var softly = new SoftAssertions();
    for (var i = 0; i < lines.size(); i++) {
      var slot = HexFormat.of().formatHex(bytes, 8 * i, 8 * i + 8);
      if (lines.get(i).contains(" & ")) {
        softly.assertThat(slot).as(lines.get(i)).matches("4[5-6de].*");
      } else {
        softly.assertThat(slot).as(lines.get(i)).isEqualTo(expected.next());
      }
    }
    softly.assertAll();
  }

  @Test
  void atomicsThatFetchAreReadBackByLlvm() throws Exception {
    for (var size : List.of(Size.U32, Size.U64)) {
      for (var operation : AtomicOperation.values()) {
        if (operation.fetches()) {
          var instruction = new Instruction.Atomic(operation, size, Register.R1, 16, Register.R2);
          assertThat(disassembleByLlvm(instruction)).isEqualTo(fetchingText(operation, size));
        }
      }
    }
  }

  @Test
  void storesOfConstantsFollowTheInstructionSet() {
    // BPF_ST | BPF_MEM | size; LLVM 14 has no syntax for it.
    assertThat(hex(new Instruction.Store(Size.U8, Register.R10, -1, new Immediate(1))))
        .isEqualTo("720affff01000000");
    assertThat(hex(new Instruction.Store(Size.U16, Register.R10, -2, new Immediate(4242))))
        .isEqualTo("6a0afeff92100000");
    assertThat(hex(new Instruction.Store(Size.U32, Register.R10, -4, new Immediate(-1))))
        .isEqualTo("620afcffffffffff");
    assertThat(hex(new Instruction.Store(Size.U64, Register.R10, -8, new Immediate(0))))
        .isEqualTo("7a0af8ff00000000");
  }

  @Test
  void mapReferencesCarryTheDescriptorOfTheNamedMap() {
    var code =
        new Assembler()
            .loadMap(Register.R1, "drops")
            .loadMapValue(Register.R2, "totals", 24)
            .exit()
            .build();
    assertThat(code.maps()).containsExactly("drops", "totals");
    assertThat(code.slots()).isEqualTo(5);
    var bytes = code.encode(map -> map.equals("drops") ? 17 : 18);
    assertThat(HexFormat.of().formatHex(bytes))
        .isEqualTo(
            "1811000011000000"
                + "0000000000000000"
                + "1822000012000000"
                + "0000000018000000"
                + "9500000000000000");
  }

  @Test
  void jumpsCountTheTwoSlotsOfALongConstant() {
    var asm = new Assembler();
    var end = asm.label("end");
    var code =
        asm.jump(end).loadConstant(Register.R0, 1L << 40).bind(end).move(Register.R0, 0).exit();
    assertThat(Disassembler.text(code.build()))
        .isEqualTo(
            """
               0: (05) goto pc+2
               1: (18) r0 = 0x10000000000
               3: (b7) r0 = 0
               4: (95) exit
            """);
  }

  @Test
  void anUnboundLabelIsNamed() {
    var asm = new Assembler();
    asm.jump(asm.label("policy")).exit();
    assertThatThrownBy(asm::build)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("label policy is not bound");
  }

  @Test
  void aLabelBehindTheEndIsRefused() {
    var asm = new Assembler();
    var end = asm.label("end");
    asm.jump(end).exit().bind(end);
    assertThatThrownBy(asm::build).hasMessage("label end is bound behind the end");
  }

  @Test
  void aLabelBoundTwiceIsRefused() {
    var asm = new Assembler();
    var twice = asm.label("twice");
    asm.bind(twice);
    assertThatThrownBy(() -> asm.bind(twice)).hasMessage("label twice is bound twice");
  }

  @Test
  void aJumpBeyondSixteenBitsNamesItsTarget() {
    var asm = new Assembler();
    var far = asm.label("far");
    asm.jump(far);
    for (var i = 0; i <= Short.MAX_VALUE; i++) {
      asm.move(Register.R0, 0);
    }
    var code = asm.bind(far).exit().build();
    assertThatThrownBy(() -> code.encode(_ -> 0))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("jump at 0 to far spans 32768 slots, beyond 16 bits");
  }

  @Test
  void whatNoKernelAcceptsIsRefusedAtOnce() {
    var asm = new Assembler();
    assertThatThrownBy(() -> asm.move(Register.R10, 1)).hasMessageContaining("frame pointer");
    assertThatThrownBy(() -> asm.load(Size.U8, Register.R1, Register.R2, 32768))
        .hasMessage("offset 32768 does not fit into 16 bits");
    assertThatThrownBy(() -> asm.shiftLeft(Register.R1, 64))
        .hasMessage("shift of 64 bits by 64 (SHIFT_LEFT)");
    assertThatThrownBy(() -> asm.alu(AluOperation.DIVIDE, Register.R1, 0))
        .hasMessage("division by constant 0 (DIVIDE)");
    assertThatThrownBy(() -> asm.atomicAdd(Size.U16, Register.R1, 0, Register.R2))
        .hasMessage("no atomic operation on u16");
    assertThatThrownBy(() -> Size.ofBytes(3)).hasMessage("no access of 3 bytes");
  }

  private static void addOperations(List<Form> forms) {
    for (var operation : AluOperation.values()) {
      if (operation == AluOperation.MODULO) {
        continue; // LLVM 14 has no syntax for it
      }
      var symbol = operation.symbol();
      for (var width : Width.values()) {
        var r = width == Width.BITS_32 ? "w" : "r";
        forms.add(
            new Form(
                r + "3 " + symbol + " " + r + "9",
                new Instruction.Alu(operation, width, Register.R3, Register.R9)));
        forms.add(
            new Form(
                r + "0 " + symbol + " 31",
                new Instruction.Alu(operation, width, Register.R0, new Immediate(31))));
      }
    }
    forms.add(
        new Form(
            "r8 += -4242",
            new Instruction.Alu(
                AluOperation.ADD, Width.BITS_64, Register.R8, new Immediate(-4242))));
    forms.add(new Form("r4 = -r4", new Instruction.Negate(Width.BITS_64, Register.R4)));
    forms.add(new Form("w4 = -w4", new Instruction.Negate(Width.BITS_32, Register.R4)));
    for (var swap : ByteSwap.values()) {
      var name = swap.name().toLowerCase(Locale.ROOT);
      forms.add(new Form("r7 = %s r7".formatted(name), new Instruction.Swap(swap, Register.R7)));
    }
  }

  private static void addMemory(List<Form> forms) {
    for (var size : Size.values()) {
      forms.add(
          new Form(
              "r2 = *(%s *)(r10 - 512)".formatted(size),
              new Instruction.Load(size, Register.R2, Register.R10, -512)));
      forms.add(
          new Form(
              "*(%s *)(r6 + 32767) = r5".formatted(size),
              new Instruction.Store(size, Register.R6, 32767, Register.R5)));
    }
  }

  private static void addAtomics(List<Form> forms) {
    for (var size : List.of(Size.U32, Size.U64)) {
      for (var operation : AtomicOperation.values()) {
        if (!operation.fetches()) {
          forms.add(
              new Form(
                  "lock *(%s *)(r1 + 16) %s %s2"
                      .formatted(size, operation.symbol(), size == Size.U32 ? "w" : "r"),
                  new Instruction.Atomic(operation, size, Register.R1, 16, Register.R2)));
        }
      }
    }
  }

  private static String fetchingText(AtomicOperation operation, Size size) {
    var place = "(%s *)(r1 + 16)".formatted(size);
    var wide = size == Size.U64;
    var text =
        switch (operation) {
          case FETCH_ADD -> "r2 = atomic_fetch_add(" + place + ", r2)";
          case FETCH_OR -> "r2 = atomic_fetch_or(" + place + ", r2)";
          case FETCH_AND -> "r2 = atomic_fetch_and(" + place + ", r2)";
          case FETCH_XOR -> "r2 = atomic_fetch_xor(" + place + ", r2)";
          case EXCHANGE -> (wide ? "r2 = xchg_64" : "r2 = xchg32_32") + "(r1 + 16, r2)";
          case COMPARE_AND_EXCHANGE ->
              (wide ? "r0 = cmpxchg_64" : "r0 = cmpxchg32_32") + "(r1 + 16, r0, r2)";
          case ADD, OR, AND, XOR -> throw new IllegalArgumentException(operation.toString());
        };
    return wide ? text : text.replaceAll("\\br(?=[02]\\b)", "w");
  }

  private static void addConstants(List<Form> forms) {
    forms.add(
        new Form(
            "r9 = 0xffffffff81234567 ll",
            new Instruction.LoadConstant(Register.R9, 0xffffffff81234567L)));
    for (var helper : Helper.values()) {
      forms.add(new Form("call " + helper.id(), new Instruction.Call(helper)));
    }
    forms.add(new Form("exit", new Instruction.Exit()));
  }

  private static String hex(Instruction instruction) {
    return HexFormat.of().formatHex(new Assembler().emit(instruction).build().encode(_ -> 0));
  }

  /// The encodings of lines of assembly, in hexadecimal.
  private static List<String> encodeByLlvm(List<String> lines)
      throws IOException, InterruptedException {
    var output =
        llvm(String.join("\n", lines), "llvm-mc", "-triple=bpfel", "-mcpu=v3", "-show-encoding");
    return ENCODING
        .matcher(output)
        .results()
        .map(match -> match.group(1).replaceAll("0x|,", ""))
        .toList();
  }

  /// The text of one instruction that fits into a slot.
  private static String disassembleByLlvm(Instruction instruction)
      throws IOException, InterruptedException {
    var bytes = hex(instruction).replaceAll("..", "0x$0 ");
    var output =
        llvm(bytes, "llvm-mc", "-triple=bpfel", "-mcpu=v3", "-mattr=+alu32", "-disassemble");
    return output.replace(".text", "").strip();
  }

  private static String llvm(String input, String... command)
      throws IOException, InterruptedException {
    var process = new ProcessBuilder(command).redirectErrorStream(true).start();
    try (var writer = process.outputWriter(UTF_8)) {
      writer.write(input + "\n");
    }
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return output;
  }
}
