package dev.nfdrop.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.trace.Drop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Holds docs/events/drop.md against what the sinks print.
final class DropDocumentTest {
  private static final Path DOCUMENT = Path.of("../docs/events/drop.md");
  private static final Pattern SAMPLE =
      Pattern.compile("```(json|text)\n(.*?\n)```", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("`([a-zA-Z0-9.\\[\\]]+)`");

  @Test
  void samplesAreWhatTheSinksPrint() throws IOException {
    var document = Files.readString(DOCUMENT);
    var samples = SAMPLE.matcher(document).results().map(sample -> sample.group(2)).toList();
    assertThat(samples)
        .containsExactly(
            text(Drops.byRule()),
            json(Drops.byRule()),
            json(Drops.byPolicy()),
            json(Drops.byUnreadRule(Drops.portUnreachable())),
            text(Drops.byHook()),
            json(Drops.byHook()),
            text(Drops.byLocalProcess()),
            json(Drops.byLocalProcess()),
            "{\"type\":\"lost\",\"count\":42}\n",
            "{\"type\":\"lost\"}\n");
  }

  @Test
  void everyFieldIsDocumented() throws IOException {
    var documented =
        Files.readAllLines(DOCUMENT).stream()
            .filter(line -> line.startsWith("| `"))
            .map(line -> line.substring(0, line.indexOf('|', 1)))
            .flatMap(cell -> FIELD.matcher(cell).results().map(field -> field.group(1)))
            .toList();
    var drops =
        List.of(
            Drops.byRule(),
            Drops.byPolicy(),
            Drops.byHook(),
            Drops.byUnreadRule(Drops.portUnreachable()),
            Drops.of(Drops.arp()),
            Drops.of(Drops.taggedFragment()),
            Drops.of(Drops.neighborSolicit()),
            Drops.of(Drops.sctpInVxlan()),
            Drops.byLocalProcess(),
            Drops.translated(),
            Drops.byRule("drop", Drops.CONTAINER),
            Drops.byRule("drop", Drops.POD));
    for (var drop : drops) {
      var fields = JsonFields.of(json(drop)).keySet();
      assertThat(fields.stream().map(DropDocumentTest::withoutParent)).isSubsetOf(documented);
    }
  }

  /// Fields of a packet are documented without the packet's own name.
  private static String withoutParent(String field) {
    var quoted = "packet.icmp.quoted.";
    if (field.equals(quoted + "len")) {
      return "icmp.quoted.len";
    }
    var tunnelled = "packet.tunnel.packet.";
    if (field.startsWith(tunnelled) && !field.equals(tunnelled + "len")) {
      return field.substring(tunnelled.length());
    }
    return field.startsWith(quoted)
        ? field.substring(quoted.length())
        : field.startsWith("packet.") ? field.substring("packet.".length()) : field;
  }

  private static String json(Drop drop) {
    var out = new ByteArrayOutputStream();
    var sink = new JsonSink(out);
    sink.drop(drop);
    sink.flush();
    return out.toString(UTF_8);
  }

  private static String text(Drop drop) {
    var out = new ByteArrayOutputStream();
    var sink = new TextSink(out, Palette.PLAIN, ZoneOffset.UTC);
    sink.drop(drop);
    sink.flush();
    return out.toString(UTF_8);
  }
}
