package dev.nfdrop.locator.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.arm64.Arm64Decoder;
import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Control;
import dev.nfdrop.locator.machine.Decoder;
import dev.nfdrop.locator.machine.PatchSite;
import dev.nfdrop.locator.machine.Target;
import dev.nfdrop.locator.x86.X86Decoder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every module of the corpus, against readelf and against its own code.
final class KernelImageTest {
  @TempDir Path directory;

  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void readsTheSymbolsThatReadelfReads(Corpus.Module module) throws IOException {
    try (var image = module.open()) {
      var ours =
          image.symbols().stream()
              .filter(symbol -> symbol.type() == Symbol.Type.FUNCTION)
              .map(symbol -> symbol.size() + " " + symbol.name())
              .toList();
      var theirs =
          readelf(module, "-sW").stream()
              .map(line -> line.strip().split("\\s+", -1))
              .filter(words -> words.length == 8 && words[3].equals("FUNC"))
              .map(words -> Long.decode(words[2]) + " " + words[7])
              .toList();
      assertThat(ours).hasSizeGreaterThan(100).isEqualTo(theirs);
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void readsTheSectionsThatReadelfReads(Corpus.Module module) throws IOException {
    try (var image = module.open()) {
      var ours =
          image.sections().stream()
              .skip(1)
              .map(s -> "%s %06x %06x".formatted(s.name(), s.offset(), s.size()))
              .toList();
      var theirs =
          readelf(module, "-SW").stream()
              .filter(line -> line.matches("  \\[ *[1-9]\\d*\\] .*"))
              .map(line -> line.substring(line.indexOf(']') + 1).strip().split("\\s+", -1))
              .map(words -> words[0] + " " + words[3] + " " + words[4])
              .toList();
      assertThat(ours).isEqualTo(theirs);
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void namesTheBuildAndTheKernelItIsFor(Corpus.Module module) throws IOException {
    try (var image = module.open()) {
      assertThat(image.architecture()).isEqualTo(module.architecture());
      assertThat(image.release()).contains(module.kernel());
      assertThat(image.moduleInfo("name")).contains("nf_tables");
      assertThat(image.moduleInfo("nam")).isEmpty();
      var notes = String.join("\n", readelf(module, "-n"));
      assertThat(notes).contains("Build ID: " + image.buildId().orElseThrow());
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void namesTheTargetOfEveryCallThatIsRelocated(Corpus.Module module) throws IOException {
    var called = new TreeSet<String>();
    try (var image = module.open()) {
      var code = image.code("nft_do_chain").orElseThrow();
      var decoder = decoder(module.architecture());
      for (var part : code.parts()) {
        for (long at = part.address(); at < part.end(); ) {
          var instruction = decoder.decode(part, at);
          code.referenceIn(instruction)
              .filter(_ -> instruction.control() instanceof Control.Call(Target.Direct _))
              .ifPresent(reference -> {
                assertThat(reference.offset()).as("offset of %s", reference).isZero();
                called.add(reference.symbol());
              });
          at = instruction.end();
        }
      }
    }
    assertThat(called).contains("__stack_chk_fail");
    assertThat(relocations(module)).containsAll(called);
  }

  /// The names in the relocations of a module's code.
  private Set<String> relocations(Corpus.Module module) throws IOException {
    var names = new TreeSet<String>();
    for (var line : readelf(module, "-rW")) {
      var words = line.strip().split("\\s+", -1);
      if (words.length >= 5 && words[2].startsWith("R_")) {
        names.add(words[4]);
      }
    }
    return names;
  }

  @ParameterizedTest
  @MethodSource("modules")
  void findsANopOrAJumpToItsTargetAtEveryStaticKey(Corpus.Module module) {
    int sites = 0;
    try (var image = module.open()) {
      for (var code : allCode(image)) {
        for (var site : code.patchSites()) {
          if (site.kind() == PatchSite.Kind.STATIC_KEY) {
            assertNopOrJump(module, code, site);
            sites++;
          }
        }
      }
    }
    assertThat(sites).isGreaterThan(2);
  }

  private static void assertNopOrJump(Corpus.Module module, Code code, PatchSite site) {
    var text = code.partAt(site.address()).orElseThrow();
    var instruction = decoder(module.architecture()).decode(text, site.address());
    assertThat(instruction.length()).as(instruction.toString()).isEqualTo(site.length());
    switch (instruction.control()) {
      case Control.Jump(Target.Direct(long target)) ->
          assertThat(target == site.jumpTarget() || code.referenceIn(instruction).isPresent())
              .as("%s is not to %x", instruction, site.jumpTarget())
              .isTrue();
      default -> assertThat(instruction.text()).matches("(nop|xchg ).*");
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void findsFtracesCallOrNopsInNearlyEveryFunction(Corpus.Module module) {
    int traced = 0;
    int functions = 0;
    try (var image = module.open()) {
      for (var code : allCode(image)) {
        functions++;
        var sites =
            code.patchSites().stream()
                .filter(site -> site.kind() == PatchSite.Kind.FTRACE)
                .toList();
        traced += sites.isEmpty() ? 0 : 1;
        for (var site : sites) {
          assertFtrace(module, code, site);
        }
      }
    }
    assertThat(traced).as("of %d functions", functions).isGreaterThan(functions * 3 / 4);
  }

  private static void assertFtrace(Corpus.Module module, Code code, PatchSite site) {
    var text = code.partAt(site.address()).orElseThrow();
    var instruction = decoder(module.architecture()).decode(text, site.address());
    switch (module.architecture()) {
      case X86_64 ->
          assertThat(code.referenceIn(instruction).orElseThrow().symbol()).isEqualTo("__fentry__");
      case ARM64 -> assertThat(instruction.text()).isEqualTo("nop");
    }
  }

  @ParameterizedTest
  @MethodSource("modules")
  void addsThePartsThatTheCompilerMovedAway(Corpus.Module module) {
    try (var image = module.open()) {
      var cold =
          image.functions().stream()
              .filter(symbol -> symbol.name().matches("[a-z_0-9]+\\.cold"))
              .toList();
      for (var symbol : cold) {
        var function = symbol.name().substring(0, symbol.name().indexOf('.'));
        assertThat(image.code(function).orElseThrow().parts())
            .anyMatch(part -> part.symbol().equals(symbol.name()))
            .first()
            .matches(part -> !part.symbol().contains(".cold"));
      }
    }
  }

  /// All functions whose name is unambiguous: an inline function that was not inlined is there once
  /// for each source file. `__pfx_` symbols are padding.
  private static List<Code> allCode(KernelImage image) {
    var found = new ArrayList<Code>();
    image.functions().stream()
        .map(Symbol::name)
        .filter(name -> !name.contains(".") && !name.startsWith("__pfx_"))
        .collect(Collectors.groupingBy(name -> name, Collectors.counting()))
        .forEach((name, count) -> {
          if (count == 1) {
            found.add(image.code(name).orElseThrow());
          }
        });
    return found;
  }

  private static Decoder decoder(Architecture architecture) {
    return switch (architecture) {
      case X86_64 -> new X86Decoder();
      case ARM64 -> new Arm64Decoder();
    };
  }

  private List<String> readelf(Corpus.Module module, String option) throws IOException {
    var plain = directory.resolve("module.ko");
    Files.write(plain, Unpacked.bytes(module.file()));
    var process = new ProcessBuilder("readelf", option, plain.toString()).start();
    return new String(process.getInputStream().readAllBytes(), UTF_8).lines().toList();
  }
}
