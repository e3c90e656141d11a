package dev.nfdrop.trace.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.image.KernelImage;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.machine.Reference;
import dev.nfdrop.locator.machine.Symbols;
import dev.nfdrop.locator.machine.Text;
import dev.nfdrop.locator.site.Answer;
import dev.nfdrop.locator.site.Layout;
import dev.nfdrop.locator.site.Locator;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Live text as another tool's probe leaves it, made from a module of the corpus.
final class ProbedTextTest {
  private static final String RELEASE = "6.12.107+deb13-amd64";
  private static final long ADDRESS = 0xffffffffc0a4b2e0L;

  @TempDir private Path root;

  @ParameterizedTest
  @CsvSource({
    RELEASE + ", 0x409, cc, 0x409", // a kprobe on the very call
    RELEASE + ", 0x9, e9f0ffff0f, 0x409", // an optimised kprobe
    "6.12.107+deb13-arm64, 0x350, 800020d4, 0x350", // brk #0x4
    "7.3.4+deb13-amd64, 0x409, cc, 0x454",
  })
  void readsProbedTextFromTheModulesFile(String kernel, String at, String probe, String rule)
      throws IOException {
    var file = CorpusModules.of(kernel);
    install(file, buildId(file));
    var live = live(file, Integer.decode(at), HexFormat.of().parseHex(probe));
    assertThat(Locator.locate(live, Layout.UNKNOWN)).isInstanceOf(Answer.Refused.class);
    var mended = mend(live);
    assertThat(mended.notes()).hasSize(1);
    assertThat(mended.notes().getFirst())
        .contains("another tool's probe: the code is read from " + root);
    var answer = (Answer.Located) Locator.locate(mended.code(), Layout.UNKNOWN);
    var site = answer.sites().getFirst();
    assertThat(site.offset()).isEqualTo(Long.decode(rule));
    assertThat(site.address()).isEqualTo(ADDRESS + site.offset());
  }

  @Test
  void leavesTextAloneThatNobodyPatched() throws IOException {
    var file = CorpusModules.of(RELEASE);
    install(file, buildId(file));
    var live = live(file, 0, new byte[0]);
    assertThat(mend(live)).isEqualTo(new LiveText.Live(live, List.of()));
  }

  @Test
  void refusesAFileOfAnotherBuild() throws IOException {
    var file = CorpusModules.of(RELEASE);
    install(file, new byte[20]);
    var live = live(file, 0x409, new byte[] {(byte) 0xcc});
    var mended = mend(live);
    assertThat(mended.code()).isSameAs(live);
    assertThat(mended.notes().getFirst())
        .startsWith("int3 at +0x409 looks like another tool's probe")
        .endsWith("is of another build");
  }

  @Test
  void refusesWithoutAFileOrABuildId() throws IOException {
    var live = live(CorpusModules.of(RELEASE), 0x409, new byte[] {(byte) 0xcc});
    assertThat(mend(live).notes().getFirst()).contains("tells no build-id");
    notes(buildId(CorpusModules.of(RELEASE)));
    assertThat(mend(live).notes().getFirst())
        .endsWith("there is no file of it for kernel " + RELEASE);
  }

  private LiveText.Live mend(Code live) {
    var files = new ImageFinder(root, RELEASE);
    return new ProbedText(files, Optional.of("nf_tables"), Symbols.NONE).mend(live, true);
  }

  private void install(Path module, byte[] buildId) throws IOException {
    var folder = Files.createDirectories(root.resolve("lib/modules/" + RELEASE + "/extra"));
    var name = String.valueOf(module.getFileName());
    Files.copy(module, folder.resolve(name));
    Files.writeString(
        folder.resolveSibling("modules.dep"), "kernel/a.ko.xz:\nextra/" + name + ": kernel/a.ko\n");
    notes(buildId);
  }

  private void notes(byte[] buildId) throws IOException {
    var folder = Files.createDirectories(root.resolve("sys/module/nf_tables/notes"));
    var note = ByteBuffer.allocate(16 + buildId.length).order(ByteOrder.LITTLE_ENDIAN);
    note.putInt(4).putInt(buildId.length).putInt(3).put(new byte[] {'G', 'N', 'U', 0}).put(buildId);
    Files.write(folder.resolve(".note.gnu.build-id"), note.array());
  }

  private static byte[] buildId(Path module) {
    try (var image = KernelImage.open(module)) {
      return HexFormat.of().parseHex(image.buildId().orElseThrow());
    }
  }

  /// A module's function as if it were loaded, with some bytes replaced.
  private static Code live(Path module, int offset, byte[] probe) {
    try (var image = KernelImage.open(module)) {
      var code = image.code("nft_do_chain").orElseThrow();
      var parts =
          code.parts().stream()
              .map(part -> new Text(part.symbol(), address(code, part), bytes(part)))
              .toList();
      var moved = RelocatedCode.of(code, parts, Symbols.NONE).orElseThrow();
      var patched = bytes(parts.getFirst());
      System.arraycopy(probe, 0, patched, offset, probe.length);
      var texts = new ArrayList<>(parts);
      texts.set(0, new Text(parts.getFirst().symbol(), ADDRESS, patched));
      return new Code(
          code.function(),
          code.architecture(),
          texts,
          moved.symbols(),
          probe.length == 0 ? moved.references() : withoutReferences(moved, offset, probe.length),
          moved.patchSites());
    }
  }

  private static Map<Long, Reference> withoutReferences(Code code, int offset, int length) {
    var references = new HashMap<>(code.references());
    references.keySet().removeIf(at -> at >= ADDRESS + offset && at < ADDRESS + offset + length);
    return references;
  }

  /// Parts far from each other, as in memory.
  private static long address(Code code, Text part) {
    return ADDRESS + code.parts().indexOf(part) * 0x10000L;
  }

  private static byte[] bytes(Text text) {
    var bytes = new byte[text.size()];
    for (int i = 0; i < bytes.length; i++) {
      bytes[i] = (byte) text.unsignedByte(text.address() + i);
    }
    return bytes;
  }
}
