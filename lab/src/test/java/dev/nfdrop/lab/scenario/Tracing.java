package dev.nfdrop.lab.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Stream;
import java.time.Duration;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// An nfdrop that traces the server while scenarios come and go.
///
/// The last packet of a scenario is a marker, dropped by a rule of [#MARKER_RULES]: when it is
/// reported, all that came before it has been.
final class Tracing implements AutoCloseable {

  /// Part of every scenario's ruleset.
  static final String MARKER_RULES =
      """
      table ip nfd_marker {
        chain first {
          type filter hook prerouting priority -500;
          udp dport 7919 drop
        }
      }
      """;

  /// The shell command that sends the marker.
  static final String MARKER = "echo marker >/dev/udp/" + Network.SERVER + "/7919\n";

  private static final Duration TABLES_LIMIT = Duration.ofSeconds(30);

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Nfdrop command;
  private final Running nfdrop;
  private final String file;
  private final boolean byTables;
  private int markersSeen;
  private int linesSeen;

  /// @param byTables whether it has tables of its own in the ruleset
  private Tracing(Nfdrop command, Running nfdrop, String file, boolean byTables) {
    this.command = command;
    this.nfdrop = nfdrop;
    this.file = file;
    this.byTables = byTables;
  }

  /// Starts tracing the namespace and waits until it is on.
  static Tracing start(Nfdrop nfdrop, String engine, String namespace) {
    var file = "/tmp/" + namespace + "-" + engine + ".pcapng";
    var running =
        nfdrop.startAndAwaitReady(
            "trace", "--json", "--pcapng", file, "--engine", engine, "--netns", namespace);
    return new Tracing(nfdrop, running, file, engine.equals("nftrace"));
  }

  /// Waits until the engine nftrace has seen that the ruleset is another: before Linux 5.12 its
  /// tables went with the old one, and chains of devices have tables of their own.
  void awaitTables(Network network) {
    if (byTables) {
      await()
          .atMost(TABLES_LIMIT)
          .until(() -> {
            var tables = network.asServer("nft list tables").stdout();
            return tables.contains("table bridge nfdrop-trace-")
                && (!tables.contains("table netdev nfd\n")
                    || tables.contains("table netdev nfdrop-trace-"));
          });
    }
  }

  /// The kernel's own trace says nothing of sockets.
  boolean seesSenders() {
    return !byTables;
  }

  /// The drops that were reported since the last call, up to the next marker.
  List<JsonNode> untilMarker() {
    markersSeen++;
    nfdrop.awaitLines(Stream.STDOUT, Tracing::isMarker, markersSeen);
    var fresh =
        nfdrop.lines(Stream.STDOUT).stream()
            .skip(linesSeen)
            .takeWhile(line -> !isMarker(line))
            .toList();
    linesSeen += fresh.size() + 1;
    fresh.forEach(RecordSchema::check);
    return fresh.stream().map(JSON::readTree).toList();
  }

  /// Interrupts it and waits for its end, at which its totals have to add up.
  Result interrupt() {
    nfdrop.signal(Signal.INT);
    var result = nfdrop.await();
    assertThat(result.stderr()).doesNotContain("the totals differ");
    return result;
  }

  /// What `nfdrop read` prints of the file that was written meanwhile.
  Result read() {
    return command.host().run(command.command("read", "--json", file));
  }

  @Override
  public void close() {
    nfdrop.close();
    command.host().run("rm", "-f", file);
  }

  /// Other drops may tell that the marker's chain accepted the packet before.
  private static boolean isMarker(String line) {
    return line.contains("\"nfd_marker\"")
        && JSON.readTree(line).path("table").asString("").equals("nfd_marker");
  }
}
