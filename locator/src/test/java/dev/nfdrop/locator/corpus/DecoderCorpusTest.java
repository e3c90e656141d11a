package dev.nfdrop.locator.corpus;

import dev.nfdrop.locator.arm64.Arm64Decoder;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.Instruction;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.x86.X86Decoder;
import java.io.IOException;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

final class DecoderCorpusTest {
  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  private static Decoder decoder(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> new X86Decoder();
      case ARM64 -> new Arm64Decoder();
    };
  }

  @ParameterizedTest
  @MethodSource("modules")
  void agreesWithObjdumpOnLengthsTargetsAndOperands(Corpus.Module module) throws IOException {
    var decoder = decoder(module.architecture());
    var disagreements = new Disagreements();
    for (var code : module.code()) {
      Objdump.disassemble(
          module.architecture(),
          code,
          line -> compare(decoder.decode(code, line.address()), line, disagreements));
    }
    disagreements.assertNone();
  }

  private static void compare(Instruction ours, Objdump.Line line, Disagreements disagreements) {
    disagreements.counted();
    if (ours.length() != line.length()) {
      disagreements.add("length " + ours.length(), ours, line.text());
    } else if (isUnnamed(ours)) {
      disagreements.unnamed();
    } else if (!Objdump.oneSpace(ours.text()).equals(line.text())) {
      disagreements.add("text", ours, line.text());
    }
    directTarget(ours.control())
        .filter(target -> !line.text().endsWith("0x" + Long.toHexString(target)))
        .ifPresent(_ -> disagreements.add("target", ours, line.text()));
  }

  private static boolean isUnnamed(Instruction ours) {
    return ours.text().startsWith(".");
  }

  private static Optional<Long> directTarget(Control control) {
    return switch (control) {
      case Control.Jump(Target.Direct(long target)) -> Optional.of(target);
      case Control.Call(Target.Direct(long target)) -> Optional.of(target);
      case Control.Branch(var _, long target) -> Optional.of(target);
      case Control.Jump _,
          Control.Call _,
          Control.Next _,
          Control.Return _,
          Control.Trap _,
          Control.Undecodable _ ->
          Optional.empty();
    };
  }

  @ParameterizedTest
  @MethodSource("modules")
  void agreesWithCapstoneOnRegistersReadAndWritten(Corpus.Module module) {
    var decoder = decoder(module.architecture());
    var disagreements = new Disagreements();
    var comparison = new RegisterComparison(module.architecture(), disagreements);
    try (var capstone = new Capstone(module.architecture())) {
      for (var code : module.code()) {
        compare(decoder, code, capstone, comparison);
      }
    }
    disagreements.assertNone();
  }

  private static void compare(
      Decoder decoder, Text code, Capstone capstone, RegisterComparison comparison) {
    for (long at = code.address(); at < code.end(); ) {
      var ours = decoder.decode(code, at);
      comparison.compare(ours, capstone.use(code, at));
      at = ours.end();
    }
  }
}
