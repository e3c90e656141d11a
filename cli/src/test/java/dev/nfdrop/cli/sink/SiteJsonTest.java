package dev.nfdrop.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.locate.FunctionReport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// The promises of `nfdrop locate --json`, on each module that `lab/corpus` fetches.
final class SiteJsonTest {
  private static final Path SCRIPT = Path.of("..", "lab", "corpus").toAbsolutePath().normalize();

  /// `r14`, `x22`, `[rsp+0x38]`, `[[rbp+0x0]+0x8]`.
  private static final String PLACE =
      "[a-z][a-z0-9]+|\\[(\\[[a-z0-9]+[+-]0x[0-9a-f]+]|[a-z0-9]+)[+-]0x[0-9a-f]+]";

  static List<Path> files() throws IOException {
    var process = new ProcessBuilder(SCRIPT.toString(), "--list").start();
    return new String(process.getInputStream().readAllBytes(), UTF_8)
        .lines()
        .map(Path::of)
        .map(SiteJsonTest::file)
        .toList();
  }

  private static Path file(Path directory) {
    return Stream.of("nf_tables.ko", "nf_tables.ko.xz")
        .map(directory::resolve)
        .filter(Files::exists)
        .findFirst()
        .orElseThrow(() -> new IllegalStateException(directory + ": run " + SCRIPT));
  }

  @ParameterizedTest
  @MethodSource("files")
  void holdsWhatItPromises(Path file) {
    var report = FunctionReport.ofImage(file, "nft_do_chain", Optional.empty());
    var json = JsonFields.of(SiteJson.text((FunctionReport.Located) report));
    var directory = String.valueOf(file.getName(file.getNameCount() - 2));
    var kernel = json.getOrDefault("kernel", "");
    boolean old = kernel.startsWith("5.10.") || kernel.startsWith("6.1.0-50");
    assertThat(directory).contains("linux-image-" + kernel + "_");
    assertThat(json)
        .containsEntry("function", "nft_do_chain")
        .containsEntry("arch", directory.endsWith("_amd64") ? "x86_64" : "arm64")
        .containsEntry("shape", old ? "verdict-test" : "drop-inside")
        .containsKey("size");
    var kinds = values(json, "sites[].kind");
    assertThat(kinds).contains(old ? "verdict-test" : "rule-drop");
    assertThat(kinds).isSubsetOf("rule-drop", "policy-drop", "jump-depth", "verdict-test");
    checkSites(json, kinds);
    checkOffsets(json, kernel.startsWith("5.10."));
  }

  private static void checkSites(Map<String, String> json, List<String> kinds) {
    var shared = values(json, "sites[].shared");
    assertThat(kinds.contains("policy-drop") || shared.contains("true")).isTrue();
    assertThat(shared).hasSameSizeAs(kinds).isSubsetOf("true", "false");
    assertThat(values(json, "sites[].probeable")).hasSameSizeAs(kinds).containsOnly("true");
    assertThat(values(json, "sites[].offset"))
        .hasSameSizeAs(kinds)
        .allSatisfy(offset ->
            assertThat(Integer.parseInt(offset))
                .isBetween(0, Integer.parseInt(json.getOrDefault("size", "0"))));
    assertThat(values(json, "sites[].rule")).hasSize(1).allMatch(place -> place.matches(PLACE));
    for (var value : List.of("packet", "basechain", "verdict")) {
      assertThat(values(json, "sites[]." + value))
          .as(value)
          .hasSameSizeAs(kinds)
          .allMatch(place -> place.matches(PLACE));
    }
    assertThat(json.getOrDefault("sites[].evidence[]", "")).isNotEmpty();
  }

  private static void checkOffsets(Map<String, String> json, boolean withoutBtf) {
    assertThat(json)
        .containsEntry("offsets.rule_expressions.value", withoutBtf ? "24" : "8")
        .containsEntry(
            "offsets.rule_expressions.from", withoutBtf ? "the code" : "the module's BTF")
        .containsEntry("offsets.packet_skb.value", "0")
        .containsEntry("offsets.regs_size.value", "80");
  }

  private static List<String> values(Map<String, String> json, String path) {
    return List.of(json.getOrDefault(path, "").split(",", -1));
  }
}
