package dev.nfdrop.locator.image;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Corpus;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.PatchSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// A linked kernel has no relocations, and its tables have no sections: the same code must be
/// described the same way.
final class LinkedImageTest {
  private static final Set<String> FUNCTIONS =
      Set.of("nft_do_chain", "nf_tables_newrule", "nft_payload_eval", "nft_meta_get_eval");

  @TempDir Path directory;

  static Stream<Corpus.Module> modules() {
    return Corpus.modules().stream();
  }

  @ParameterizedTest
  @MethodSource("modules")
  void findsTheSamePatchSitesInALinkedKernel(Corpus.Module module)
      throws IOException, InterruptedException {
    var linked = link(module);
    var kinds = new TreeSet<PatchSite.Kind>();
    try (var before = module.open();
        var after = KernelImage.open(linked)) {
      for (var function : FUNCTIONS) {
        var sites = sites(before.code(function).orElseThrow(), kinds);
        assertThat(sites(after.code(function).orElseThrow(), kinds)).as(function).isEqualTo(sites);
      }
    }
    assertThat(kinds).contains(PatchSite.Kind.STATIC_KEY, PatchSite.Kind.FTRACE);
  }

  /// Each site relative to the function, so that it does not matter where that is.
  private static Set<String> sites(Code code, Set<PatchSite.Kind> kinds) {
    var found = new TreeSet<String>();
    long start = code.main().address();
    for (var site : code.patchSites()) {
      kinds.add(site.kind());
      long target = code.main().contains(site.jumpTarget()) ? site.jumpTarget() - start : 0;
      found.add(
          "%s %x+%d to %x".formatted(site.kind(), site.address() - start, site.length(), target));
    }
    return found;
  }

  private Path link(Corpus.Module module) throws IOException, InterruptedException {
    var object = Files.write(directory.resolve("module.ko"), Unpacked.bytes(module.file()));
    var script = directory.resolve("kernel.lds");
    try (var resource = LinkedImageTest.class.getResourceAsStream("kernel.lds")) {
      assertThat(resource).isNotNull();
      Files.copy(resource, script);
    }
    var linked = directory.resolve("vmlinux");
    var linker =
        switch (module.architecture()) {
          case X86_64 -> "ld";
          case ARM64 -> "aarch64-linux-gnu-ld";
        };
    var process =
        new ProcessBuilder(
                linker,
                "-T",
                script.toString(),
                "-e",
                "0",
                "-z",
                "noexecstack",
                "--no-warnings",
                "--unresolved-symbols=ignore-all",
                "-o",
                linked.toString(),
                object.toString())
            .redirectErrorStream(true)
            .start();
    var output = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(output).isZero();
    return linked;
  }
}
