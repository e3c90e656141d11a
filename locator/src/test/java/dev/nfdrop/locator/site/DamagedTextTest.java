package dev.nfdrop.locator.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.locator.machine.Architecture;
import dev.nfdrop.locator.machine.Code;
import dev.nfdrop.locator.x86.X86Decoder;
import java.time.Duration;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Text with some bytes changed or its end missing: an answer in bounded time, never an exception.
///
/// `-Dlocator.damaged.seed=N` repeats a run, `-Dlocator.damaged.cases=N` makes a longer one.
class DamagedTextTest {
  private static final Duration LONGEST = Duration.ofSeconds(10);

  @Test
  void alwaysComesToAnAnswer() {
    long seed = Long.getLong("locator.damaged.seed", System.nanoTime());
    int cases = Integer.getInteger("locator.damaged.cases", 500);
    System.out.println("damaged text: seed " + seed + ", " + cases + " cases");
    var random = new Random(seed);
    var original = RecordedText.read("nft_do_chain-6.18-builtin-x86_64.txt", Architecture.X86_64);
    for (int i = 0; i < cases; i++) {
      var damaged = damage(original, random);
      long start = System.nanoTime();
      var answer = Locator.locate(damaged, new X86Decoder(), Layout.UNKNOWN);
      var taken = Duration.ofNanos(System.nanoTime() - start);
      assertThat(answer).as("seed %d, case %d", seed, i).isNotNull();
      assertThat(taken).as("seed %d, case %d", seed, i).isLessThan(LONGEST);
    }
  }

  private static Code damage(Code code, Random random) {
    var bytes = RecordedText.bytes(code.main());
    int changes = 1 + random.nextInt(8);
    for (int i = 0; i < changes; i++) {
      bytes[random.nextInt(bytes.length)] = (byte) random.nextInt();
    }
    int length = random.nextInt(4) == 0 ? 1 + random.nextInt(bytes.length) : bytes.length;
    return RecordedText.withText(code, Arrays.copyOf(bytes, length));
  }
}
