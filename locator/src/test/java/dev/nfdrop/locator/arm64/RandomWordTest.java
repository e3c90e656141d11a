package dev.nfdrop.locator.arm64;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.corpus.Objdump;
import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Text;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Words that no compiler makes, against objdump.
final class RandomWordTest {
  private static final int WORDS = 200_000;
  private static final long ADDRESS = 0x1000000;

  /// Bits 28 to 25 of the groups with integer instructions: data processing, branches, loads and
  /// stores.
  private static final int[] GROUPS = {8, 9, 10, 11, 4, 6, 12, 14, 5, 13};

  /// System registers that are written by number, where objdump knows a name.
  private static final Pattern NUMBERED_REGISTER = Pattern.compile("m(rs|sr) .*s[23]_\\d_c.*");

  @Test
  void writesWhatItUnderstandsAsObjdumpDoes() throws IOException {
    long seed = Long.getLong("nfdrop.seed", System.nanoTime());
    var text = new Text("random", ADDRESS, words(new Random(seed)));
    var decoder = new Arm64Decoder();
    var differences = new ArrayList<String>();
    var compared = new int[1];
    Objdump.disassemble(
        Architecture.ARM64,
        text,
        line -> {
          var ours = decoder.decode(text, line.address()).text();
          boolean named = !ours.startsWith(".inst") && !line.text().startsWith(".inst");
          if (named && !NUMBERED_REGISTER.matcher(ours).matches()) {
            compared[0]++;
            if (!ours.equals(line.text())) {
              differences.add(ours + " against " + line.text());
            }
          }
        });
    assertThat(differences).as("-Dnfdrop.seed=%d", seed).isEmpty();
    assertThat(compared[0]).isGreaterThan(WORDS / 3);
  }

  private static byte[] words(Random random) {
    var words = ByteBuffer.allocate(WORDS * Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    for (int i = 0; i < WORDS; i++) {
      int group = GROUPS[random.nextInt(GROUPS.length)];
      words.putInt((random.nextInt() & ~(15 << 25)) | (group << 25));
    }
    return words.array();
  }
}
