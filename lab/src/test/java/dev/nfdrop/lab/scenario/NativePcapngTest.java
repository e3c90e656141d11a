package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.Command;
import dev.nfdrop.lab.NativeHost;
import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Stream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/// Drops in pcapng files, as tshark, capinfos and `nfdrop read` see them.
@ExtendWith(ThisMachine.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
final class NativePcapngTest {
  private static final String RULES =
      """
      table inet nfd {
        chain guests {
          udp dport 4243 drop comment "no guests"
        }
        chain input {
          type filter hook input priority filter; policy accept;
          udp dport 4242 drop
          jump guests
        }
      }
      """;

  private static final String SEND =
      """
      for port in 4242 4243 4242; do echo nfdrop >/dev/udp/10.1.0.1/$port; done
      """;

  private final NativeHost host = new NativeHost();
  private final Nfdrop nfdrop = Nfdrop.on(host);
  private final Network network = Network.create(host, "pcapng" + ProcessHandle.current().pid());

  @TempDir
  @SuppressWarnings("NullAway.Init") // JUnit sets it
  private Path folder;

  NativePcapngTest() {
    network.load(RULES);
  }

  @AfterAll
  void close() {
    network.close();
  }

  @Test
  void theFileSaysWhatWasPrintedAndWiresharksToolsUnderstandIt() throws IOException {
    var file = folder.resolve("drops.pcapng");
    var live = drops("--pcapng", file.toString());
    assertThat(live.lines()).hasSize(3);
    assertThat(live.lines().get(1)).endsWith("  via input #" + handleOf("jump guests"));
    assertThat(run("read", file.toString()).stdout()).isEqualTo(live.stdout());
    assertThat(run("read", "--count", "2", file.toString()).lines())
        .isEqualTo(live.lines().subList(0, 2));
    assertThat(run("read", file.toString(), "udp", "dst", "port", "4243").lines())
        .isEqualTo(live.lines().subList(1, 2));
    assertThat(run("read", "--rulesets", file.toString()).stdout())
        .contains("netns " + network.server(), network.asServer("nft -a list ruleset").stdout());

    var handle = handleOf("udp dport 4242");
    assertThat(tshark(file, "frame.comment contains \"#" + handle + " \"", "udp.dstport"))
        .containsExactly("4242", "4242");
    assertThat(tshark(file, "frame.comment contains \"no guests\"", "udp.dstport"))
        .containsExactly("4243");
    var way = "via input #" + handleOf("jump guests");
    assertThat(tshark(file, "frame.comment contains \"" + way + "\"", "udp.dstport"))
        .containsExactly("4243");
    assertThat(tshark(file, "frame.packet_flags_direction == 1", "frame.interface_name"))
        .containsExactly("veth0", "veth0", "veth0");
    assertThat(tshark(file, "", "frame.interface_description"))
        .containsOnly("netns " + network.server());

    var capinfos = host.run("capinfos", "-M", file.toString());
    assertThat(capinfos.exitStatus()).as(capinfos.toString()).isZero();
    assertThat(capinfos.stderr()).isEmpty();
    assertThat(capinfos.stdout()).containsPattern("Number of packets: +3\n");

    // What Wireshark saves of it can still be read.
    var saved = folder.resolve("saved.pcapng").toString();
    host.run("tshark", "-r", file.toString(), "-Y", "udp.dstport == 4243", "-w", saved).orThrow();
    assertThat(run("read", "--json", saved).orThrow().lines())
        .isEqualTo(run("read", "--json", file.toString()).lines().subList(1, 2));

    // Blocks end at multiples of four bytes, so this is within one.
    var half = folder.resolve("half.pcapng");
    var whole = Files.readAllBytes(file);
    Files.write(half, Arrays.copyOf(whole, whole.length / 2 | 1));
    var cutOff = run("read", half.toString());
    assertThat(cutOff.exitStatus()).isEqualTo(1);
    assertThat(live.stdout()).startsWith(cutOff.stdout());
    assertThat(cutOff.stderr())
        .contains("ends in the middle of the block at offset")
        .hasLineCount(1);
  }

  @Test
  void aFileIsReadAsJsonAndFromAPipe() {
    var file = folder.resolve("drops.pcapng");
    var live = drops("--json", "--pcapng", file.toString());
    assertThat(live.lines()).hasSize(3);
    live.lines().forEach(RecordSchema::check);
    var piped = host.run("bash", "-c", "cat " + file + " | " + nfdrop.path() + " read --json -");
    assertThat(piped.stdout()).isEqualTo(live.stdout());
  }

  @Test
  void rotatesAndKeepsTheLatestFiles() throws IOException {
    var file = folder.resolve("drops.pcapng").toString();
    var live = drops("--quiet", "--pcapng", file, "--rotate-size", "1", "--rotate-keep", "2");
    assertThat(live.stdout()).isEmpty();
    try (var files = Files.list(folder)) {
      var names = files.map(Path::toString).sorted().toList();
      assertThat(names).hasSize(2);
      assertThat(names.getFirst()).contains("drops_00002_");
      assertThat(names)
          .allSatisfy(name -> assertThat(run("read", name).orThrow().lines()).hasSize(1));
    }
  }

  @Test
  void tsharkReadsThePipeWhileItIsWritten() {
    var tracing = nfdrop.path() + " --count 3 --pcapng - --netns " + network.server();
    var reading = "tshark -l -i - -c 3 -T fields -e frame.comment";
    try (var running =
        host.start(
            Command.of("bash", "-o", "pipefail", "-c", tracing + " | " + reading)
                .within(nfdrop.command().limit()))) {
      running.awaitLine(Stream.STDERR, line -> line.startsWith("nfdrop: ready"));
      network.asClient(SEND).orThrow();
      var result = running.await();
      assertThat(result.exitStatus()).as(result.toString()).isZero();
      assertThat(result.lines())
          .hasSize(3)
          .first()
          .isEqualTo(
              "inet nfd input #%s udp dport 4242 drop".formatted(handleOf("udp dport 4242")));
    }
  }

  @Test
  void refusesATerminal() {
    var result = host.run("script", "-qec", nfdrop.path() + " --pcapng -", "/dev/null");
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(2);
    assertThat(result.stdout()).contains("--pcapng - is not for a terminal");
  }

  @Test
  void saysWhyAFileInAnotherUsersFolderCannotBeWritten() throws IOException {
    var theirs = Files.createDirectory(folder.resolve("theirs"));
    host.run("chown", "nobody", theirs.toString()).orThrow();
    host.run("chmod", "755", theirs.toString()).orThrow();
    var result = run("--pcapng", theirs.resolve("drops.pcapng").toString());
    assertThat(result.exitStatus()).as(result.toString()).isEqualTo(1);
    assertThat(result.stderr()).contains("permission denied").hasLineCount(1);
  }

  @Test
  void aFileThatIsNoneIsRefusedInOneLine() {
    var result = run("read", "/proc/version");
    assertThat(result.exitStatus()).isEqualTo(1);
    assertThat(result.stderr()).contains("at offset 0: this is not a pcapng file").hasLineCount(1);
  }

  /// Three drops, seen with these options.
  private Result drops(String... options) {
    var words = new ArrayList<>(List.of("--count", "3", "--netns", network.server()));
    words.addAll(List.of(options));
    try (Running running = nfdrop.startAndAwaitReady(words.toArray(String[]::new))) {
      network.asClient(SEND).orThrow();
      return running.await().orThrow();
    }
  }

  private Result run(String... arguments) {
    return host.run(nfdrop.command(arguments));
  }

  private List<String> tshark(Path file, String filter, String field) {
    return host.run("tshark", "-r", file.toString(), "-Y", filter, "-T", "fields", "-e", field)
        .orThrow()
        .lines();
  }

  private String handleOf(String rule) {
    var listing = network.asServer("nft -a list ruleset").orThrow();
    var line = listing.lines().stream().filter(l -> l.contains(rule)).findFirst().orElseThrow();
    return line.substring(line.lastIndexOf(' ') + 1);
  }
}
