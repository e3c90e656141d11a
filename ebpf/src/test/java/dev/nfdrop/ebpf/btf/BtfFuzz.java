package dev.nfdrop.ebpf.btf;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;

/// Whatever the bytes are, reading BTF ends in types or in the reader's own error.
final class BtfFuzz {
  private static final String TIME = "15s";

  @MethodSource("seeds")
  @FuzzTest(maxDuration = TIME)
  void readsOrRefuses(byte[] bytes) {
    var _ = Exercise.of(bytes, Optional.empty());
  }

  static Stream<byte[]> seeds() {
    return Stream.of(BtfMutationTest.everyKind().bytes());
  }
}
