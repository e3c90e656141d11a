package dev.nfdrop.trace.calibrate;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.sys.NetworkNamespace;
import dev.nfdrop.ebpf.sys.OpenResources;
import dev.nfdrop.trace.Drop.Cause;
import dev.nfdrop.trace.calibrate.Sample.Fate;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CalibrationGroundTest {
  private static final Path DESCRIPTORS = Path.of("/proc/self/fd");

  @Test
  void aLengthStandsForOneFate() {
    try (var ground = CalibrationGround.prepare()) {
      var fates = new HashMap<Integer, Optional<Fate>>();
      for (var sample : ground.samples()) {
        assertThat(fates.getOrDefault(sample.length(), sample.fate()))
            .as(sample.what())
            .isEqualTo(sample.fate());
        fates.put(sample.length(), sample.fate());
      }
      assertThat(fates).hasSameSizeAs(Length.values());
    }
  }

  @Test
  void nftShowsTheHandlesThatTheSamplesAreSaidToMeet() throws Exception {
    try (var ground = CalibrationGround.prepare()) {
      var listing = listing(ground.netns());
      for (var sample : ground.samples()) {
        if (sample.fate().isPresent()) {
          assertListed(listing, sample, sample.fate().get());
        }
      }
    }
  }

  @Test
  void everySampleCanBeSent() {
    try (var ground = CalibrationGround.prepare()) {
      ground.samples().forEach(ground::send);
    }
  }

  @Test
  void nothingIsLeftAfterIt() throws IOException {
    var before = OpenResources.open();
    var ground = CalibrationGround.prepare();
    var inode = ground.netns();
    assertThat(held(inode)).isPresent();
    ground.close();
    assertThat(OpenResources.open()).containsExactlyInAnyOrderElementsOf(before);
    assertThat(held(inode)).isEmpty();
  }

  private static void assertListed(List<String> listing, Sample sample, Fate fate) {
    var table = fate.table();
    assertThat(listing)
        .as(sample.what())
        .anyMatch(line ->
            line.startsWith("{\"table\": ")
                && names(line, "name", table.name())
                && has(line, table.handle()))
        .anyMatch(line -> isChain(line, fate.table().name(), fate.chain()))
        .anyMatch(line -> isChain(line, fate.table().name(), fate.baseChain()));
    if (fate.cause() == Cause.RULE) {
      var rules = listing.stream().filter(line -> isRule(line, fate)).toList();
      assertThat(rules).as(sample.what()).hasSize(1);
      assertThat(rules.getFirst())
          .containsAnyOf("\"right\": " + sample.length(), "\"vmap\"")
          .containsAnyOf("\"drop\"", "\"reject\"", "\"vmap\"");
    }
  }

  private static boolean isRule(String line, Fate fate) {
    return line.startsWith("{\"rule\": ")
        && names(line, "table", fate.table().name())
        && names(line, "chain", fate.chain().name())
        && has(line, fate.handle());
  }

  private static boolean isChain(String line, String table, Sample.NamedHandle chain) {
    return line.startsWith("{\"chain\": ")
        && names(line, "table", table)
        && names(line, "name", chain.name())
        && has(line, chain.handle());
  }

  private static boolean names(String line, String key, String value) {
    return line.contains("\"%s\": \"%s\"".formatted(key, value));
  }

  private static boolean has(String line, long handle) {
    return line.matches(".*\"handle\": " + handle + "\\b.*");
  }

  /// What nft lists in a namespace, an object an element.
  private static List<String> listing(long inode) throws IOException, InterruptedException {
    try (var namespace = NetworkNamespace.open(held(inode).orElseThrow())) {
      var nft = List.of("nft", "-a", "-j", "list", "ruleset");
      var process = namespace.call(() -> new ProcessBuilder(nft).start());
      var output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor()).isZero();
      return Arrays.stream(output.split("(?=\\{\"(?:table|chain|rule)\": \\{)", -1)).toList();
    }
  }

  /// A descriptor of this process that holds the namespace; nothing else does.
  private static Optional<Path> held(long inode) throws IOException {
    var namespace = "net:[" + inode + "]";
    try (var descriptors = Files.list(DESCRIPTORS)) {
      return descriptors.toList().stream()
          .filter(descriptor -> namespace.equals(target(descriptor)))
          .findFirst();
    }
  }

  private static String target(Path descriptor) {
    try {
      return Files.readSymbolicLink(descriptor).toString();
    } catch (IOException e) {
      return ""; // closed meanwhile
    }
  }
}
