package dev.nfdrop.lab.scenario;

import dev.nfdrop.lab.Result;
import dev.nfdrop.lab.Running;
import dev.nfdrop.lab.Signal;
import dev.nfdrop.lab.Stream;
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

  private static final JsonMapper JSON = JsonMapper.shared();

  private final Running nfdrop;
  private int markersSeen;
  private int linesSeen;

  private Tracing(Running nfdrop) {
    this.nfdrop = nfdrop;
  }

  /// Starts tracing the namespace and waits until it is on.
  static Tracing start(Nfdrop nfdrop, String engine, String namespace) {
    return new Tracing(
        nfdrop.startAndAwaitReady("trace", "--json", "--engine", engine, "--netns", namespace));
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
    return fresh.stream().map(JSON::readTree).toList();
  }

  /// Interrupts it and waits for its end.
  Result interrupt() {
    nfdrop.signal(Signal.INT);
    return nfdrop.await();
  }

  @Override
  public void close() {
    nfdrop.close();
  }

  private static boolean isMarker(String line) {
    return line.contains("\"nfd_marker\"");
  }
}
