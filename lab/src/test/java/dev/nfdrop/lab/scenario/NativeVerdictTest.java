package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.lab.NativeHost;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// By the kernel's own trace, and by an engine that sees nothing but drops.
@ExtendWith(ThisMachine.class)
final class NativeVerdictTest extends Verdicts {
  private final NativeHost host = new NativeHost();

  NativeVerdictTest() {
    super(Nfdrop.on(new NativeHost()), "nftrace", false);
  }

  @Test
  void aFileTellsTheSame(@TempDir Path folder) {
    var file = folder.resolve("verdicts.pcapng").toString();
    try (var network = network()) {
      var live = events(network, 10, "--verdict", "any", "--pcapng", file);
      assertThat(read("--json", file)).isEqualTo(live);
      assertThat(read("--json", "--verdict", "drop", file))
          .singleElement()
          .satisfies(drop -> assertThat(drop.path("type").asString()).isEqualTo("drop"));
    }
  }

  private List<JsonNode> read(String... words) {
    var command =
        Nfdrop.on(host)
            .command(Stream.concat(Stream.of("read"), Arrays.stream(words)).toArray(String[]::new));
    return host.run(command).orThrow().lines().stream().map(JsonMapper.shared()::readTree).toList();
  }

  @Test
  void anEngineThatSeesDropsOnlySaysSo() {
    var result = host.run(Nfdrop.on(host).command("--engine", "tracepoint", "--verdict", "accept"));
    assertThat(result.exitStatus()).isEqualTo(4);
    assertThat(result.stderr()).contains("it sees dropped packets only; --engine nftrace");
  }
}
