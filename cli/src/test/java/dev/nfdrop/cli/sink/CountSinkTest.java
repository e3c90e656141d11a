package dev.nfdrop.cli.sink;

import static com.networknt.schema.SpecificationVersion.DRAFT_2020_12;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaRegistry;
import dev.nfdrop.trace.Amount;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.RuleCount;
import dev.nfdrop.trace.RuleCounts;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/// Counts as text and JSON, held against docs/events/count.md and the schema.
final class CountSinkTest {
  private static final Instant SINCE = Instant.parse("2026-11-22T14:03:07.123456789Z");
  private static final Instant UNTIL = SINCE.plusSeconds(60);

  private static final RuleCounts ONE =
      new RuleCounts(List.of(count(Drops.byRule(), new Amount(4242, 254_520))), Amount.NONE);

  private static final RuleCounts SEVERAL =
      new RuleCounts(
          List.of(
              count(Drops.byRule(), new Amount(3, 180)),
              count(Drops.byPolicy(), new Amount(2, 120)),
              count(Drops.byHook(), new Amount(1, 60)),
              count(Drops.byRule("drop", Drops.HOME), new Amount(1, 60))),
          new Amount(7919, 51_713));

  @Test
  void samplesAreWhatTheSinksPrint() throws IOException {
    var document = Files.readString(Path.of("../docs/events/count.md"));
    assertThat(document).contains("```json\n" + total(CountJson::new, ONE) + "```");
    assertThat(document).contains("```text\n" + total(CountSinkTest::plain, ONE) + "```");
  }

  @Test
  void everyRecordFitsTheSchema() throws IOException {
    var text = Files.readString(Path.of("../docs/events/record.schema.json"));
    var schema = SchemaRegistry.withDefaultDialect(DRAFT_2020_12).getSchema(text);
    var lines = total(CountJson::new, SEVERAL).lines().toList();
    assertThat(lines).hasSize(5);
    for (var line : lines) {
      assertThat(schema.validate(line, InputFormat.JSON)).as(line).isEmpty();
      assertThat(schema.validate(line.replace("packets", "packages"), InputFormat.JSON))
          .isNotEmpty();
    }
  }

  @Test
  void textTellsNamespacesWhereThereAreSeveralAndWhatIsNotKnown() {
    assertThat(total(CountSinkTest::plain, SEVERAL).lines())
        .hasSize(5)
        .anySatisfy(line -> assertThat(line).endsWith("netns 4026531840"))
        .last()
        .isEqualTo("      7919 packets        51713 bytes  others: no room to count them apart");
    assertThat(total(CountSinkTest::plain, ONE)).doesNotContain("netns");
  }

  @Test
  void anIntervalIsToldWithItsEnd() {
    var out = new ByteArrayOutputStream();
    var sink = plain(out);
    sink.interval(SINCE, UNTIL, ONE);
    sink.flush();
    assertThat(out.toString(UTF_8)).matches("\\d\\d:\\d\\d:07\\.123456        4242 packets .*\n");
  }

  private static RuleCount count(Drop drop, Amount amount) {
    return new RuleCount(drop, drop.netns(), amount);
  }

  private static CountSink plain(OutputStream out) {
    return new CountText(out, Palette.PLAIN);
  }

  private static String total(Function<OutputStream, CountSink> make, RuleCounts counts) {
    var out = new ByteArrayOutputStream();
    var sink = make.apply(out);
    sink.total(SINCE, UNTIL, counts);
    sink.flush();
    return out.toString(UTF_8);
  }
}
