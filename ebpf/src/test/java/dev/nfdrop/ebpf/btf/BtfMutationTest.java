package dev.nfdrop.ebpf.btf;

import static dev.nfdrop.ebpf.btf.BtfWriter.bitfield;
import static dev.nfdrop.ebpf.btf.BtfWriter.field;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Mutated BTF ends in a [BtfFormatException] or is read, soon; nothing else may happen. A failure
/// says its seed; `-Dnfdrop.seed=N` takes one back.
@Timeout(value = 600, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
final class BtfMutationTest {
  private static final int CASES = 4000;
  private static final int SLICES = 60;

  /// Long enough for a machine that is busy with something else.
  private static final Duration CASE_LIMIT = Duration.ofMinutes(1);

  private final long seed = Long.getLong("nfdrop.seed", System.nanoTime());
  private final Random random = new Random(seed);

  @Test
  void readsOrRefusesMutatedBtf() {
    var original = everyKind().bytes();
    assertThat(Exercise.of(original, Optional.empty())).isEmpty();
    int refused = 0;
    for (int i = 0; i < CASES; i++) {
      refused += exercise(mutated(original), Optional.empty(), "case " + i) ? 1 : 0;
    }
    assertThat(refused)
        .as("refused of %d, -Dnfdrop.seed=%d", CASES, seed)
        .isBetween(CASES / 10, CASES);
  }

  @Test
  void readsOrRefusesMutatedSplitBtf() {
    var writer = everyKind();
    var base = writer.parsed();
    var module = writer.split();
    int type = module.integer("s8", 1, true);
    module.struct("module_struct", 8, field("len", 1, 0), field("own", type, 32));
    var original = module.bytes();
    assertThat(Exercise.of(original, Optional.of(base))).isEmpty();
    for (int i = 0; i < CASES; i++) {
      exercise(mutated(original), Optional.of(base), "split case " + i);
    }
  }

  @Test
  void refusesEveryTruncation() {
    var original = everyKind().bytes();
    for (int length = 0; length < original.length; length++) {
      var slice = Arrays.copyOf(original, length);
      assertThat(exercise(slice, Optional.empty(), "length " + length)).isTrue();
    }
  }

  @Test
  void refusesTruncatedSlicesOfTheKernelsBtf() throws IOException {
    var original = Files.readAllBytes(KernelBtf.VMLINUX);
    for (int i = 0; i < SLICES; i++) {
      int length = random.nextInt(original.length);
      assertThat(exercise(Arrays.copyOf(original, length), Optional.empty(), "length " + length))
          .isTrue();
    }
  }

  @Test
  void refusesSlicesOfTheKernelsBtfWithPatchedLengths() throws IOException {
    var original = Files.readAllBytes(KernelBtf.VMLINUX);
    for (int i = 0; i < SLICES; i++) {
      // Types cut off at any byte, then strings of any length: type ids and names point nowhere.
      int typeBytes = random.nextInt(1 << 14);
      int stringBytes = random.nextInt(1 << 12);
      var slice = ByteBuffer.allocate(24 + typeBytes + stringBytes).order(ByteOrder.LITTLE_ENDIAN);
      slice.put(original, 0, 24 + typeBytes);
      slice.putInt(12, typeBytes).putInt(16, typeBytes).putInt(20, stringBytes);
      exercise(slice.array(), Optional.empty(), "slice " + typeBytes + "+" + stringBytes);
    }
  }

  private boolean exercise(byte[] bytes, Optional<Btf> base, String what) {
    long start = System.nanoTime();
    try {
      return Exercise.of(bytes, base).isPresent();
    } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
      throw new AssertionError(what + ", -Dnfdrop.seed=" + seed + ": " + e, e);
    } finally {
      long tookMillis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      assertThat(tookMillis)
          .as("%s, -Dnfdrop.seed=%d", what, seed)
          .isLessThan(CASE_LIMIT.toMillis());
    }
  }

  private byte[] mutated(byte[] original) {
    var bytes = ByteBuffer.wrap(original.clone()).order(ByteOrder.LITTLE_ENDIAN);
    int changes = 1 + random.nextInt(4);
    for (int i = 0; i < changes; i++) {
      int at = random.nextInt(bytes.limit() - Integer.BYTES);
      int word = at & -Integer.BYTES;
      switch (random.nextInt(5)) {
        case 0 -> bytes.put(at, (byte) random.nextInt());
        case 1 -> bytes.put(at, (byte) (bytes.get(at) ^ 1 << random.nextInt(Byte.SIZE)));
        case 2 -> bytes.putInt(word, random.nextInt(64));
        case 3 -> bytes.putInt(word, -1 >>> random.nextInt(Integer.SIZE));
        default -> bytes.putInt(word, bytes.getInt(random.nextInt(bytes.limit() - 4)));
      }
    }
    return bytes.array();
  }

  static BtfWriter everyKind() {
    var writer = new BtfWriter();
    int u32 = writer.integer("unsigned int", 4, false);
    int u64 = writer.integer("u64", 8, false);
    int named = writer.modifier(Kind.TYPEDEF, "__be32", u32);
    int shaded = writer.modifier(Kind.CONST, "", writer.modifier(Kind.VOLATILE, "", named));
    int inner = writer.composite(Kind.UNION, "", 8, false, field("a", shaded, 0));
    int array = writer.array(inner, 4);
    int struct =
        writer.composite(
            Kind.STRUCT,
            "nft_made_up",
            64,
            true,
            bitfield("handle", u64, 13, 42),
            bitfield("", inner, 64, 0),
            bitfield("hooks", array, 128, 0));
    int pointer = writer.modifier(Kind.RESTRICT, "", writer.pointer(struct));
    writer.enumeration("verdict", true, Map.of("NFT_JUMP", -3));
    writer.enumeration64("wide", "TOP", -1);
    writer.forward("nft_elsewhere");
    int prototype = writer.prototype(u32, field("pkt", pointer, 0), field("", 0, 0));
    int function = writer.modifier(Kind.FUNC, "nft_do_made_up", prototype);
    writer.modifier(Kind.TYPEDEF, "btf_trace_made_up", writer.pointer(prototype));
    int variable = writer.type("counter", Kind.VAR.code(), 0, false, u64, 1);
    writer.type(".data", Kind.DATASEC.code(), 1, false, 8, variable, 0, 8);
    writer.type("double", Kind.FLOAT.code(), 0, false, 8);
    writer.type("bpf_kfunc", Kind.DECL_TAG.code(), 0, false, function, -1);
    writer.modifier(Kind.TYPE_TAG, "rcu", struct);
    writer.type("", 21, 1, false, 0, 7919, 7919);
    return writer.layoutUpTo(21, 4, 4);
  }
}
