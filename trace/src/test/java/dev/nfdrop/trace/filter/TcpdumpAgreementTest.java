package dev.nfdrop.trace.filter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.nfdrop.ebpf.classic.ClassicInterpreter;
import dev.nfdrop.ebpf.classic.Verdict;
import dev.nfdrop.trace.filter.MadeUpFrames.Captured;
import dev.nfdrop.trace.filter.PacketFilter.Compilation;
import dev.nfdrop.trace.packet.Seed;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.List;
import java.util.OptionalInt;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Runs filters in the interpreter and in the kernel, and compares each verdict with tcpdump's.
final class TcpdumpAgreementTest {
  private static final int EXPRESSIONS = 500;
  private static final int FRAMES = 300;

  /// So many expressions at least tell frames apart; some of a grammar match none or all.
  private static final int TELLING = EXPRESSIONS / 2;

  @TempDir private Path directory;

  @Test
  void everyVerdictIsTcpdumps() throws Exception {
    var random = new Random(Seed.next(TcpdumpAgreementTest.class));
    var frames = Stream.generate(new MadeUpFrames(random)::next).limit(FRAMES).toList();
    var tcpdump = new Tcpdump(directory, frames);
    var more = new MadeUpExpressions(random);
    var expressions =
        Stream.concat(MadeUpExpressions.BY_HAND.stream(), Stream.generate(more::next)).iterator();
    int compared = 0;
    int telling = 0;
    try (var memory = new KernelFilter.Memory()) {
      while (compared < EXPRESSIONS) {
        var expression = expressions.next();
        var expected = tcpdump.matches(expression);
        var compiled = PacketFilter.compile(expression);
        assertThat(compiled instanceof Compilation.Compiled)
            .as("'%s' is accepted: %s", expression, compiled)
            .isEqualTo(expected.isPresent());
        if (compiled instanceof Compilation.Compiled(var filter)) {
          compare(filter, frames, expected.orElseThrow(), memory);
          compared++;
          telling += isTelling(expected.get()) ? 1 : 0;
        }
      }
    }
    assertThat(telling).as("expressions that match some frames, not all").isGreaterThan(TELLING);
  }

  private static boolean isTelling(BitSet matches) {
    return !matches.isEmpty() && matches.cardinality() < FRAMES;
  }

  private static void compare(
      PacketFilter filter, List<Captured> frames, BitSet expected, KernelFilter.Memory memory) {
    try (var kernel = KernelFilter.load(filter.program(), memory)) {
      for (int number = 0; number < frames.size(); number++) {
        var frame = frames.get(number);
        var interpreted =
            ClassicInterpreter.run(
                filter.program(),
                MemorySegment.ofArray(frame.bytes()),
                OptionalInt.of(frame.length()));
        memory.put(frame.bytes(), frame.length());
        var what = "'%s' on frame %d".formatted(filter.expression(), number);
        assertThat(kernel.run()).as(what).isEqualTo(interpreted);
        // tcpdump rejects what asks for bytes that were cut off
        assertThat(interpreted == Verdict.MATCH).as(what).isEqualTo(expected.get(number));
        assertThat(interpreted == Verdict.UNDECIDED && frame.bytes().length == frame.length())
            .as("%s is undecided, though nothing was cut off", what)
            .isFalse();
      }
    }
  }
}
