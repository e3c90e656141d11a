package dev.nfdrop.cli.sink;

import static com.networknt.schema.SpecificationVersion.DRAFT_2020_12;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import dev.nfdrop.trace.Drop;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Holds docs/events/record.schema.json against what the sink prints, and against what it does not.
final class RecordSchemaTest {
  private static final Schema SCHEMA = schema();

  @Test
  void everyRecordFits() {
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
            Drops.with(Drop.Verdict.REJECT, Drops.byRule()),
            Drops.with(Drop.Verdict.ACCEPT, Drops.byPolicy()),
            Drops.with(Drop.Verdict.QUEUE, Drops.byRule()),
            Drops.byRule("drop", Drops.CONTAINER),
            Drops.byRule("drop", Drops.POD),
            Drops.byVerdictMap());
    for (var drop : drops) {
      assertThat(complaints(line(drop))).as(line(drop)).isEmpty();
    }
    assertThat(complaints("{\"type\":\"lost\",\"count\":42}")).isEmpty();
    assertThat(complaints("{\"type\":\"lost\"}")).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`\"type\":\"drop\"` | `\"type\":\"dorp\"`",
        "`\"type\":\"drop\",` | ``",
        "`\"type\":\"drop\"` | `\"type\":\"verdict\"`",
        "`\"verdict\":\"drop\"` | `\"verdict\":\"accept\"`",
        "`\"table\":\"filter\",` | ``",
        "`\"mark\":0` | `\"mark\":-1`",
        "`\"mark\":0` | `\"mark\":\"0\"`",
        "`\"mark\":0` | `\"mark\":0,\"colour\":1`",
        "`\"cause\":\"rule\"` | `\"cause\":\"whim\"`",
        "`\"cause\":\"rule\"` | `\"cause\":\"policy\"`",
        "`\"handle\":7,` | ``",
        "`,\"iifIndex\":2` | ``",
        "`T14:03:07.123456789Z` | `T14:03:07Z`",
        "`\"ttl\":64` | `\"ttl\":256`",
        "`\"ttl\":64` | `\"ttl\":64,\"hops\":3`",
        "`[\"syn\"]` | `[\"SYN\"]`",
        "`\"dport\":10000` | `\"dport\":70000`",
        "`\"window\":64240` | `\"window\":64240,\"truncated\":\"a\",\"malformed\":\"b\"`",
      })
  void refusesARecordThatIsWrong(String right, String wrong) {
    var line = line(Drops.byRule());
    assertThat(line).contains(right);
    assertThat(complaints(line.replace(right, wrong))).isNotEmpty();
  }

  private static List<String> complaints(String line) {
    return SCHEMA.validate(line, InputFormat.JSON).stream().map(Object::toString).toList();
  }

  private static Schema schema() {
    try {
      var text = Files.readString(Path.of("../docs/events/record.schema.json"));
      return SchemaRegistry.withDefaultDialect(DRAFT_2020_12).getSchema(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String line(Drop drop) {
    var out = new ByteArrayOutputStream();
    var sink = new JsonSink(out);
    sink.drop(drop);
    sink.flush();
    return out.toString(UTF_8);
  }
}
