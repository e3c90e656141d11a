package dev.nfdrop.cli.sink;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.nfdrop.cli.RandomRecord;
import dev.nfdrop.cli.Seed;
import dev.nfdrop.trace.Drop;
import dev.nfdrop.trace.packet.Packet;
import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class DropJsonTest {
  private static final int DROPS = 2_000;

  /// Fails when a component of [Drop], or of a record in it, is forgotten on either side.
  @Test
  void everyComponentOfADropComesBack() {
    long seed = Seed.next(DropJsonTest.class);
    var packet = Drops.syn();
    var drops = new RandomRecord(new Random(seed), Map.of(Packet.class, () -> packet));
    for (int i = 0; i < DROPS; i++) {
      var drop = drops.of(Drop.class);
      var line = line(drop);
      var read = DropJson.read(JsonObject.parse(line), packet);
      assertThat(read).as("seed %d, number %d: %s", seed, i, line).isEqualTo(drop);
      assertThat(line(read)).as("seed %d, number %d", seed, i).isEqualTo(line);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          "cause":"rule"   | "cause":"whim"    | "cause" is not known
          "cause":"rule"   | "cause":7         | "cause" is not a string
          "table":"filter",|                   | "table" is missing
          "mark":0         | "mark":-1         | "mark" is -1
          "priority":0     | "priority":1e3    | no value of ours: VALUE_NUMBER_FLOAT
          "priority":0     | "priority":4294967296 | "priority" is 4294967296
          "inode":4026532567 | "inode":99999999999999999999 | not JSON
          T14:03           | T25:03            | "time" is no time
          2026-            | +10000-           | "time" is no time
          "mark":0         | "mark":0,"mark":0 | not JSON: Duplicate
          """)
  void refusesWhatIsNoDrop(String right, String wrong, String reason) {
    var line = line(Drops.byRule());
    assertThat(line).contains(right);
    var broken = line.replace(right, wrong == null ? "" : wrong);
    assertThatThrownBy(() -> DropJson.read(JsonObject.parse(broken), Drops.syn()))
        .isInstanceOf(IllegalJsonException.class)
        .hasMessageContaining(reason);
  }

  private static String line(Drop drop) {
    var out = new ByteArrayOutputStream();
    var sink = new JsonSink(out);
    sink.drop(drop);
    sink.flush();
    return out.toString(UTF_8).stripTrailing();
  }
}
